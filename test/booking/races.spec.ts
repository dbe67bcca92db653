import { brokenInvariants, settle } from '../support/invariants.js';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { type TestCategory, TestSystem } from '../support/system.js';

const ROUNDS = 20;

/** Two moves of one booking at the same instant, over and over: one of them wins, and the sums come out. */
describe('one winner', () => {
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start();
    category = await system.category(ROUNDS);
  });
  afterAll(() => system.close());
  afterEach(async () => {
    await settle(system);
    expect(await brokenInvariants(system, 'at-rest')).toEqual([]);
  });

  const relay = () => system.booking.app.get(OutboxRelay, { strict: false });

  it('between confirm and cancel', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { body } = await system.book(category, category.stay(1, 1));
      const [confirm, cancel] = await Promise.all([system.confirm(body.idempotencyKey), system.cancel(body.bookingId)]);
      // A cancel always succeeds; a confirm that was first succeeds too and is then cancelled.
      expect(cancel.status).toBe(200);
      expect([200, 409]).toContain(confirm.status);
      expect(await system.status(body.bookingId)).toBe('CANCELLED');
    }
    await relay().drain();
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 0 });
  });

  it('between confirm and expiry', async () => {
    const expiring = system.booking.app.get(ExpireBookings, { strict: false });
    const won = { confirm: 0, expiry: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const { body } = await system.book(category, category.stay(3, 1));
      // The expiry's clock is past the deadline and the budget, the confirm's is not: the worst that skew can do.
      const late = new Date(Date.now() + 606_000);
      const [confirm] = await Promise.all([system.confirm(body.idempotencyKey), expiring.expire(late)]);
      const status = await system.status(body.bookingId);
      if (confirm.status === 200) {
        expect(status).toBe('CONFIRMED');
        won.confirm++;
      } else {
        expect(confirm.status).toBe(410);
        expect(status).toBe('EXPIRED');
        won.expiry++;
      }
    }
    await relay().drain();
    expect((await system.nights(category.id))[3]).toMatchObject({ held: 0, sold: won.confirm });
  });

  it('among overlapping stays of one to three nights', async () => {
    const small = await system.category(5);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        system.bookPatiently(small, { userId: `guest-${n}`, ...small.stay(1 + (n % 7), 1 + (n % 3)) }),
      ),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201, 409]));
    const booked = answers.filter((answer) => answer.status === 201).length;
    expect(await system.count('booking', 'Booking', 'roomCategoryId = ?', [small.id])).toBe(booked);
    for (const night of await system.nights(small.id)) expect(night.held).toBeLessThanOrEqual(5);
    // Nobody was turned away while there was room: each refused stay has a night that is full.
    const full = new Set(
      (await system.nights(small.id)).filter((night) => night.held === 5).map((night) => night.date),
    );
    for (const refused of answers.filter((answer) => answer.status === 409)) {
      expect((refused.body['nights'] as string[]).every((date) => full.has(date))).toBe(true);
    }
  });
});
