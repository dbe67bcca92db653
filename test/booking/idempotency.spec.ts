import { randomUUID } from 'node:crypto';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { type TestCategory, TestSystem } from '../support/system.js';
import { brokenInvariants } from '../support/invariants.js';

describe('one key, one booking', () => {
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.close());
  beforeEach(async () => {
    category = await system.category(3);
  });
  afterEach(async () => {
    expect(await brokenInvariants(system)).toEqual([]);
  });

  const held = async () => (await system.nights(category.id)).map((night) => night.held);
  const bookings = () => system.count('booking', 'Booking', 'roomCategoryId = ?', [category.id]);

  it('answers a repeat with the same booking and says so', async () => {
    const key = randomUUID();
    const first = await system.book(category, { key });
    const repeat = await system.book(category, { key });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(repeat.status).toBe(201);
    expect(repeat.headers.get('idempotency-replayed')).toBe('true');
    const { serverTime: _a, secondsRemaining: _b, ...facts } = first.body;
    expect(repeat.body).toMatchObject(facts);
    expect(await bookings()).toBe(1);
  });

  it('takes the key in any case, from the header or the body', async () => {
    const key = randomUUID();
    const first = await system.book(category, { key: key.toUpperCase() });
    const token = await system.token('guest-1');
    const json = { ...category.stay(), totalGuests: 1, guest: { name: 'Ada Lovelace', email: 'ada@example.org' } };
    const repeat = await system.toBooking('POST', '/bookings', { token, json: { ...json, idempotencyKey: key } });
    expect(first.body.idempotencyKey).toBe(key);
    expect(repeat.body.bookingId).toBe(first.body.bookingId);
  });

  it('makes a key when none is sent', async () => {
    const token = await system.token('guest-1');
    const json = { ...category.stay(), totalGuests: 1, guest: { name: 'Ada Lovelace', email: 'ada@example.org' } };
    const answer = await system.toBooking('POST', '/bookings', { token, json });
    expect(answer.status).toBe(201);
    expect((await system.confirm(answer.body.idempotencyKey)).status).toBe(200);
  });

  it('gives five copies at the same instant five times the same booking', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => system.book(category, { key })));
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.bookingId)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.body.reference)).size).toBe(1);
    expect(await bookings()).toBe(1);
    expect(Math.max(...(await held()))).toBe(1);
  });

  it('gives five copies for the very last room five times the booking', async () => {
    const small = await system.category(1);
    for (let round = 0; round < 5; round++) {
      const key = randomUUID();
      const wish = { key, ...small.stay(round * 2, 2) };
      const answers = await Promise.all(Array.from({ length: 5 }, () => system.book(small, wish)));
      expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201, 201]);
    }
    expect(await system.count('booking', 'Booking', 'roomCategoryId = ?', [small.id])).toBe(5);
  });

  it('refuses the same key with another request, and changes nothing', async () => {
    const key = randomUUID();
    await system.book(category, { key });
    const other = await system.book(category, { key, rooms: 2 });
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ code: 'idempotency_key_reused' });
    expect(Math.max(...(await held()))).toBe(1);
  });

  it('refuses another stay under the same key also while the first has no booking yet', async () => {
    const key = randomUUID();
    const [a, b] = await Promise.all([
      system.book(category, { key }),
      system.book(category, { key, ...category.stay(5) }),
    ]);
    expect([a.status, b.status].sort()).toEqual([201, 422]);
    expect(await bookings()).toBe(1);
  });

  it('lets two users use the same key for two bookings', async () => {
    const key = randomUUID();
    const [a, b] = [await system.book(category, { key }), await system.book(category, { key, userId: 'guest-2' })];
    expect([a.status, b.status]).toEqual([201, 201]);
    expect(a.body.bookingId).not.toBe(b.body.bookingId);
  });

  it('answers a repeat with the status of now: confirmed, cancelled, expired', async () => {
    const key = randomUUID();
    const { body } = await system.book(category, { key });
    const replay = async () => {
      const { status, headers, body: told } = await system.book(category, { key });
      expect([status, headers.get('idempotency-replayed'), told.bookingId]).toEqual([201, 'true', body.bookingId]);
      return told;
    };
    await system.confirm(key);
    expect(await replay()).toMatchObject({ status: 'CONFIRMED', secondsRemaining: 0 });
    await system.cancel(body.bookingId);
    expect(await replay()).toMatchObject({ status: 'CANCELLED', secondsRemaining: 0 });
    expect(await bookings()).toBe(1);
    // What the key can still be used for says so.
    expect((await system.confirm(key)).body).toMatchObject({ status: 409, code: 'booking_cancelled' });
  });

  it('answers a repeat after the deadline with the booking that expired, before and after the expiry has run', async () => {
    const key = randomUUID();
    const { body } = await system.book(category, { key });
    await system.bookingDb.query('UPDATE Booking SET expiresAt = UTC_TIMESTAMP(3) - INTERVAL 10 SECOND WHERE id = ?', [
      body.bookingId,
    ]);
    const replays = [await system.book(category, { key })];
    await system.booking.app.get(ExpireBookings, { strict: false }).expire();
    replays.push(await system.book(category, { key }));
    for (const { status, headers, body: told } of replays) {
      expect([status, headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(told).toMatchObject({ bookingId: body.bookingId, status: 'EXPIRED', secondsRemaining: 0 });
    }
    expect((await system.confirm(key)).body).toMatchObject({ status: 410, code: 'booking_expired' });
    expect(await bookings()).toBe(1);
    await system.booking.app.get(OutboxRelay, { strict: false }).drain();
  });

  it('replays after midnight, when the check-in has become past, and after the category is gone', async () => {
    const key = randomUUID();
    const stay = category.stay(0);
    const first = await system.book(category, { key, ...stay });
    // The hotel's midnight passes: its today is a day later.
    await system.inventoryDb.query("UPDATE Hotel SET timezone = 'Pacific/Kiritimati' WHERE id = ?", [category.hotelId]);
    await system.inventoryDb.query('UPDATE RoomCategory SET price = 1 WHERE id = ?', [category.id]);
    const repeat = await system.book(category, { key, ...stay });
    expect(repeat.status).toBe(201);
    expect(repeat.body.bookingId).toBe(first.body.bookingId);
  });

  it('does not remember a refusal: the same key books once there is room', async () => {
    const small = await system.category(1);
    const other = await system.book(small, { userId: 'guest-2' });
    const key = randomUUID();
    expect((await system.book(small, { key })).status).toBe(409);
    await system.cancel(other.body.bookingId, 'guest-2');
    expect((await system.book(small, { key })).status).toBe(201);
  });
});
