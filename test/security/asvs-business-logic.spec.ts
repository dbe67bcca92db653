import { randomUUID } from 'node:crypto';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { confirmHold, releaseHold, takeHold } from '../support/holds.js';
import { brokenInvariants, settle } from '../support/invariants.js';
import { type TestCategory, TestSystem } from '../support/system.js';

// OWASP Application Security Verification Standard 5.0: the clauses on business logic and on concurrency that a booking
// system stands or falls by. The names in brackets go deeper.

let system: TestSystem;
let category: TestCategory;
beforeAll(async () => {
  system = await TestSystem.start();
});
afterAll(() => system.close());
beforeEach(async () => {
  category = await system.category(10);
});

const LATE = () => new Date(Date.now() + 700_000);
const CONTENDERS = 12;

/** As a guest does: what a busy machine answers with 503 is sent again under its key. */
async function patiently(of: TestCategory, wish: { userId: string }) {
  const key = randomUUID();
  for (;;) {
    const answer = await system.book(of, { ...wish, key });
    if (answer.status !== 503) return answer;
  }
}

const expire = () => system.booking.app.get(ExpireBookings, { strict: false }).expire(LATE());
const counters = async () => (await system.nights(category.id)).map(({ held, sold }) => [held, sold]);

describe('2.3.1: the steps of a flow come in their order, and none is left out [booking/booking.spec, races]', () => {
  it('confirms nothing that was not held, and nothing that has ended', async () => {
    expect((await system.confirm(randomUUID())).status).toBe(404);

    const cancelled = (await system.book(category)).body;
    await system.cancel(cancelled.bookingId);
    expect(await system.confirm(cancelled.idempotencyKey)).toMatchObject({ status: 409 });

    const expired = (await system.book(category)).body;
    await expire();
    expect(await system.confirm(expired.idempotencyKey)).toMatchObject({ status: 410 });
    expect(await system.cancel(expired.bookingId)).toMatchObject({ status: 410 });

    const confirmed = (await system.book(category)).body;
    await system.confirm(confirmed.idempotencyKey);
    await expire();
    expect(await system.status(confirmed.bookingId)).toBe('CONFIRMED');
  });

  it('lets no service settle a hold out of order either', async () => {
    const bookingId = randomUUID();
    expect(await confirmHold(system, bookingId)).toEqual({ bookingId, outcome: 'gone' });
    expect(await releaseHold(system, bookingId)).toEqual({ bookingId, outcome: 'released' });
    const late = await takeHold(system, { bookingId, ...category.stay() });
    expect(late).toMatchObject({ outcome: 'refused', problem: { status: 410, code: 'hold_gone' } });
    expect(await system.holdStatus(bookingId)).toBe('RELEASED');
  });
});

describe('2.3.3: an operation of the business happens as a whole or not at all [journey/crashes, lost-answers]', () => {
  it('leaves nothing of a booking whose last row cannot be written', async () => {
    const before = [await system.count('booking', 'Booking'), await system.count('booking', 'Outbox')];
    const key = randomUUID();
    // The event's insert fails: a row of the same event is there already, as if it had been delivered.
    const { body: twin } = await system.book(category);
    const inTheWay = "bookingId = ? AND kind = 'cancelled'";
    await system.bookingDb.query(
      `INSERT INTO Outbox (bookingId, topic, kind, state, requestId, dueAt, createdAt, finishedAt)
       VALUES (?, 'MAIL', 'cancelled', 'DONE', 'in-the-way', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [twin.bookingId],
    );
    expect(await system.cancel(twin.bookingId)).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(await system.status(twin.bookingId)).toBe('PENDING');
    await system.bookingDb.query(`DELETE FROM Outbox WHERE ${inTheWay}`, [twin.bookingId]);
    expect(await system.cancel(twin.bookingId)).toMatchObject({ status: 200, body: { status: 'CANCELLED' } });
    // And a create whose nights run out halfway holds none of them.
    const [first, second] = (await system.nights(category.id)).slice(1, 3);
    await system.inventoryDb.query('UPDATE CategoryNight SET capacity = 0 WHERE categoryId = ? AND date = ?', [
      category.id,
      second?.date,
    ]);
    expect(await system.book(category, { key })).toMatchObject({ status: 409, body: { code: 'sold_out' } });
    await system.inventoryDb.query('UPDATE CategoryNight SET capacity = 10 WHERE categoryId = ? AND date = ?', [
      category.id,
      second?.date,
    ]);
    const night = (await system.nights(category.id)).find(({ date }) => date === first?.date);
    expect(night).toMatchObject({ held: 0, sold: 0 });
    expect(await system.count('booking', 'Booking')).toBe((before[0] ?? 0) + 1);
    expect(await system.count('booking', 'Outbox')).toBe((before[1] ?? 0) + 3);
  });
});

describe('2.3.4: what there is little of is not given twice [booking/contention, held-races]', () => {
  it('gives the last room to one of many, and again to one when it comes back', async () => {
    const last = await system.category(1);
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(
        Array.from({ length: CONTENDERS }, (_, n) => patiently(last, { userId: `guest-${round}-${n}` })),
      );
      const won = answers.filter(({ status }) => status === 201);
      expect(won).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(CONTENDERS - 1);
      const winner = won[0]?.body;
      const userId = `guest-${round}-${answers.findIndex(({ status }) => status === 201)}`;
      await system.cancel(winner?.bookingId ?? '', userId);
    }
    expect(await brokenInvariants(system)).toEqual([]);
  });
});

describe('15.4.2: what is checked and what is done on it are one step [booking/races, contention]', () => {
  it('lets exactly one of confirm, cancel and expiry happen, as often as they meet', async () => {
    const before = await counters();
    for (let round = 0; round < 6; round++) {
      const { body: booking } = await system.book(category);
      await Promise.all([
        system.confirm(booking.idempotencyKey),
        system.cancel(booking.bookingId),
        expire(),
        system.confirm(booking.idempotencyKey),
      ]);
      const moved = await system.count(
        'booking',
        'Booking',
        `id = ? AND (expiredAt IS NOT NULL) + (cancelledAt IS NOT NULL) = 1 AND NOT (expiredAt IS NOT NULL AND confirmedAt IS NOT NULL)`,
        [booking.bookingId],
      );
      const confirmed = (await system.status(booking.bookingId)) === 'CONFIRMED';
      expect(moved + Number(confirmed)).toBe(1);
      if (confirmed) await system.cancel(booking.bookingId);
    }
    await settle(system, LATE());
    expect(await brokenInvariants(system, 'at-rest')).toEqual([]);
    expect(await counters()).toEqual(before);
  });
});
