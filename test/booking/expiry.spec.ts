import { randomUUID } from 'node:crypto';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { ReconcileHolds } from '../../apps/booking/src/booking/reconcile-holds.service.js';
import { RemindGuests } from '../../apps/booking/src/booking/remind-guests.service.js';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { HoldSweep } from '../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { brokenInvariants } from '../support/invariants.js';
import { confirmHold, releaseHold, takeHold } from '../support/holds.js';
import { type TestCategory, TestSystem } from '../support/system.js';

const HOLD_S = 600;
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);

describe('an abandoned booking never blocks a room', () => {
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.close());
  beforeEach(async () => {
    category = await system.category(2);
  });

  const expiring = () => system.booking.app.get(ExpireBookings, { strict: false });
  const sweeping = () => system.inventory.app.get(HoldSweep, { strict: false });
  const relay = () => system.booking.app.get(OutboxRelay, { strict: false });
  const night = async (n = 1) => (await system.nights(category.id))[n];

  it('expires what nobody confirmed, after the deadline and the confirm budget, and frees its nights', async () => {
    const { body } = await system.book(category);
    const confirmed = await system.book(category);
    await system.confirm(confirmed.body.idempotencyKey);

    await expiring().expire(inSeconds(HOLD_S + 3));
    expect(await system.status(body.bookingId)).toBe('PENDING');

    await expiring().expire(inSeconds(HOLD_S + 6));
    await relay().drain();
    expect(await system.status(body.bookingId)).toBe('EXPIRED');
    expect(await system.holdStatus(body.bookingId)).toBe('RELEASED');
    expect(await night()).toMatchObject({ held: 0, sold: 1 });
    expect(await system.status(confirmed.body.bookingId)).toBe('CONFIRMED');
    expect(await system.count('booking', 'Outbox', "bookingId = ? AND kind = 'expired'", [body.bookingId])).toBe(1);
    expect(await brokenInvariants(system)).toEqual([]);
  });

  it('expires each booking once, in however many replicas the task runs', async () => {
    const bookings = await Promise.all([system.book(category), system.book(category)]);
    const expired = await Promise.all(Array.from({ length: 6 }, () => expiring().expire(inSeconds(HOLD_S + 6))));
    expect(expired.reduce((sum, n) => sum + n, 0)).toBe(bookings.length);
    await relay().drain();
    expect(await night()).toMatchObject({ held: 0 });
  });

  it('expires more than one batch in one run', async () => {
    const large = await system.category(120, { nights: 3 });
    await Promise.all(
      Array.from({ length: 120 }, (_, n) => system.book(large, { userId: `g${n}`, ...large.stay(1, 1) })),
    );
    expect(await expiring().expire(inSeconds(HOLD_S + 6))).toBe(120);
    await relay().drain();
    expect((await system.nights(large.id))[1]).toMatchObject({ held: 0 });
  });

  it('frees the nights of a lapsed hold even if the booking app is gone', async () => {
    const { body } = await system.book(category);
    await sweeping().sweep(inSeconds(HOLD_S + 60));
    expect(await system.holdStatus(body.bookingId)).toBe('HELD');
    await sweeping().sweep(inSeconds(HOLD_S + 66));
    expect(await system.holdStatus(body.bookingId)).toBe('LAPSED');
    expect(await night()).toMatchObject({ held: 0 });
    // The booking app comes back: it expires the booking, and its release finds nothing more to free.
    await expiring().expire(inSeconds(HOLD_S + 6));
    await relay().drain();
    expect(await system.holdStatus(body.bookingId)).toBe('RELEASED');
    expect(await night()).toMatchObject({ held: 0 });
  });

  it('sweeps what lies behind a hold that cannot be swept', async () => {
    const broken = await system.category(1);
    const { body: stuck } = await system.book(broken);
    await system.inventoryDb.query('UPDATE CategoryNight SET held = 0 WHERE categoryId = ?', [broken.id]);
    const { body } = await system.book(category);
    await sweeping().sweep(inSeconds(HOLD_S + 66));
    expect(await system.holdStatus(stuck.bookingId)).toBe('HELD');
    expect(await system.holdStatus(body.bookingId)).toBe('LAPSED');
    expect(await night()).toMatchObject({ held: 0 });
    await system.inventoryDb.query("UPDATE Hold SET status = 'LAPSED' WHERE bookingId = ?", [stuck.bookingId]);
  });

  it('never says "sold out" to a guest who asks while a lapsed hold is being swept', async () => {
    const one = await system.category(1);
    for (let round = 0; round < 15; round++) {
      const stay = one.stay(1 + round, 1);
      const { body } = await system.book(one, stay);
      await system.inventoryDb.query(
        'UPDATE Hold SET deadline = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE bookingId = ?',
        [body.bookingId],
      );
      const [answer] = await Promise.all([
        system.book(one, { userId: 'guest-2', ...stay }),
        ...Array.from({ length: 3 }, () => sweeping().sweep()),
      ]);
      expect(answer.status).toBe(201);
    }
  });

  it('sells the nights of a lapsed hold before any sweep has run', async () => {
    const one = await system.category(1);
    const { body } = await system.book(one);
    await system.inventoryDb.query(
      'UPDATE Hold SET deadline = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE bookingId = ?',
      [body.bookingId],
    );
    const { checkInDate, checkOutDate } = one.stay();
    const query = `roomCategoryId=${one.id}&checkInDate=${checkInDate}&checkOutDate=${checkOutDate}`;
    const asked = await system.toInventory('GET', `/availability?${query}`);
    expect(asked.body).toMatchObject({ available: true, roomsLeft: 1 });
    const taken = await system.book(one, { userId: 'guest-2' });
    expect(taken.status).toBe(201);
    expect(await system.holdStatus(body.bookingId)).toBe('LAPSED');
  });

  it('lets one of many guests have each room that a lapsed hold gives back', async () => {
    const five = await system.category(5);
    await Promise.all(Array.from({ length: 5 }, (_, n) => system.book(five, { userId: `old-${n}` })));
    await system.inventoryDb.query('UPDATE Hold SET deadline = UTC_TIMESTAMP(3) WHERE categoryId = ?', [five.id]);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => system.book(five, { userId: `new-${n}` })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(5);
    expect((await system.nights(five.id))[1]).toMatchObject({ held: 5 });
  });

  it('takes nothing for a hold request that arrives after the release', async () => {
    const bookingId = randomUUID();
    const gone = { outcome: 'refused', problem: { status: 410, code: 'hold_gone' } };
    // The release overtakes the request.
    expect(await releaseHold(system, bookingId)).toEqual({ bookingId, outcome: 'released' });
    expect(await takeHold(system, { bookingId, ...category.stay() })).toMatchObject(gone);
    // A booking that was cancelled, and a copy of its hold request that was stuck on the way.
    const { body } = await system.book(category);
    await system.cancel(body.bookingId);
    expect(await takeHold(system, { bookingId: body.bookingId, ...category.stay() })).toMatchObject(gone);
    expect(await night()).toMatchObject({ held: 0, sold: 0 });
  });

  it('reminds a guest once, shortly before the deadline, and not one who has only just booked', async () => {
    const { body } = await system.book(category);
    const reminding = system.booking.app.get(RemindGuests, { strict: false });
    await reminding.remind(inSeconds(60));
    expect(await system.count('booking', 'Outbox', "bookingId = ? AND kind = 'reminder'", [body.bookingId])).toBe(0);
    await reminding.remind(inSeconds(HOLD_S - 170));
    await reminding.remind(inSeconds(HOLD_S - 160));
    expect(await system.count('booking', 'Outbox', "bookingId = ? AND kind = 'reminder'", [body.bookingId])).toBe(1);
    // A hold that is younger than the lead time from the start.
    const short = await system.book(category);
    await system.bookingDb.query(
      'UPDATE Booking SET createdAt = UTC_TIMESTAMP(3), expiresAt = UTC_TIMESTAMP(3) + INTERVAL 120 SECOND WHERE id = ?',
      [short.body.bookingId],
    );
    await reminding.remind(inSeconds(30));
    expect(await system.count('booking', 'Outbox', "bookingId = ? AND kind = 'reminder'", [short.body.bookingId])).toBe(
      0,
    );
  });

  it('frees a confirmed hold that no booking stands on', async () => {
    const bookingId = randomUUID();
    await takeHold(system, { bookingId, ...category.stay() });
    await confirmHold(system, bookingId);
    const kept = await system.book(category);
    await system.confirm(kept.body.idempotencyKey);
    await system.inventoryDb.query('UPDATE Hold SET changedAt = changedAt - INTERVAL 1 MINUTE');
    expect(await night()).toMatchObject({ sold: 2 });
    expect(await system.booking.app.get(ReconcileHolds, { strict: false }).reconcile()).toBe(1);
    expect(await system.holdStatus(bookingId)).toBe('RELEASED');
    expect(await system.holdStatus(kept.body.bookingId)).toBe('CONFIRMED');
    expect(await night()).toMatchObject({ held: 0, sold: 1 });
  });
});
