import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { brokenInvariants, settle } from '../support/invariants.js';
import { type TestCategory, TestSystem } from '../support/system.js';
import { until } from '../support/until.js';

const LIMITS = {
  ...{ HOLDS_PER_GUEST: '5', HOLDS_ABANDONED_PER_HOUR: '6' },
  ...{ ROOM_NIGHTS_PER_HOLD: '20', ROOM_NIGHTS_PER_GUEST: '60', ROOM_NIGHTS_AT_ONCE: '30', STAFF_LIMITS_TIMES: '2' },
};
const PENDING = Number(LIMITS.HOLDS_PER_GUEST);
const ABANDONED = Number(LIMITS.HOLDS_ABANDONED_PER_HOUR);

describe('one guest who reserves to deny', () => {
  let system: TestSystem;
  let category: TestCategory;
  let guest: string;

  beforeAll(async () => {
    system = await TestSystem.start({ inventoryEnv: LIMITS });
  });
  afterAll(() => system.close());
  beforeEach(async () => {
    category = await system.category(60);
    guest = `guest ${randomUUID()}`;
  });
  afterEach(async () => {
    expect((await book({ userId: `neighbour of ${guest}` })).status).toBe(201);
    await settle(system);
    expect(await brokenInvariants(system, 'at-rest')).toEqual([]);
  });

  /** Comes back with the same key, later each time, when there is too much to do on this machine: as a client should. */
  const book = (wish: Record<string, unknown> = {}) => {
    const attempt = { userId: guest, key: randomUUID(), ...wish };
    let wait = 250;
    return until(
      'an answer',
      async () => {
        const answer = await system.book(category, attempt);
        if (answer.status !== 503) return answer;
        wait = Math.min(wait * 2, 8_000);
        await sleep(Math.random() * wait);
        return undefined;
      },
      100_000,
    );
  };
  const pending = () => system.count('booking', 'Booking', "userId = ? AND status = 'PENDING'", [guest]);
  const held = () => system.count('inventory', 'Hold', "holder = ? AND status = 'HELD'", [guest]);

  it('has so many pending bookings, of fifty different ones at once; the others are 429 with a time to come back', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => book()));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(50 - PENDING);
    for (const { status, body, headers } of refused) {
      expect({ status, code: body['code'] }).toEqual({ status: 429, code: 'too_many_pending_bookings' });
      // Until the first of them ends, and not its lease, which is longer.
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(60);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(600);
    }
    expect(await pending()).toBe(PENDING);
    expect(await held()).toBe(PENDING);
    expect((await system.nights(category.id))[1]).toMatchObject({ held: PENDING });
    expect(await system.count('booking', 'IdempotencyKey', 'userId = ?', [guest])).toBe(PENDING);
  }, 120_000);

  it('counts a request once, however many copies of it come, and answers copies when no more is to be had', async () => {
    const key = randomUUID();
    const copies = await Promise.all(Array.from({ length: 20 }, () => book({ key })));
    expect(new Set(copies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await held()).toBe(1);
    for (let i = 1; i < PENDING; i++) expect((await book()).status).toBe(201);
    expect((await book()).status).toBe(429);
    expect((await book({ key })).body.bookingId).toBe(copies[0]?.body.bookingId);
  });

  it('gets the same key through once a place is free: the refusal is not remembered', async () => {
    const first = await book();
    for (let i = 1; i < PENDING; i++) await book();
    const key = randomUUID();
    expect((await book({ key })).status).toBe(429);
    expect((await system.confirm(first.body.idempotencyKey, guest)).status).toBe(200);
    expect((await book({ key })).status).toBe(201);
    expect(await pending()).toBe(PENDING);
  });

  it.each<[string, (bookingId: string, key: string) => Promise<unknown>]>([
    ['confirm', (_, key) => system.confirm(key, guest)],
    ['cancel', (bookingId) => system.cancel(bookingId, guest)],
    [
      'expiry',
      async (bookingId) => {
        const soon = 'createdAt = createdAt - INTERVAL 1 HOUR, expiresAt = expiresAt - INTERVAL 1 HOUR';
        await system.bookingDb.query(`UPDATE Booking SET ${soon} WHERE id = ?`, [bookingId]);
        await system.booking.app.get(ExpireBookings, { strict: false }).expire();
      },
    ],
  ])('gets one place back by a %s', async (_, end) => {
    const { body } = await book();
    for (let i = 1; i < PENDING; i++) await book();
    await end(body.bookingId, body.idempotencyKey);
    await settle(system);
    expect(await held()).toBe(PENDING - 1);
    expect((await book()).status).toBe(201);
    expect((await book()).status).toBe(429);
  });

  it('is sent away after so many bookings that came to nothing', async () => {
    for (let i = 0; i < ABANDONED; i++) {
      const { body, status } = await book();
      expect(status).toBe(201);
      await system.cancel(body.bookingId, guest);
      await settle(system);
    }
    const refused = await book();
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_abandoned_bookings' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_000);
    expect(await held()).toBe(0);
  });

  it('does not get a house at once', async () => {
    const stay = category.stay(1, 3);
    expect(await book({ ...stay, rooms: 7, totalGuests: 7 })).toMatchObject({
      status: 422,
      body: { code: 'hold_too_large', roomNights: 21, maxRoomNights: 20 },
    });
    expect((await book({ ...stay, rooms: 6, totalGuests: 6 })).status).toBe(201);
  });

  it('does not get it in parts either: not on the same nights, and not by and by', async () => {
    const keep = async (from: number, rooms: number) => {
      const answer = await book({ ...category.stay(from, 3), rooms, totalGuests: rooms });
      if (answer.status === 201) await system.confirm(answer.body.idempotencyKey, guest);
      return answer;
    };
    for (const rooms of [6, 4]) expect((await keep(1, rooms)).status).toBe(201);
    expect(await keep(3, 1)).toMatchObject({
      status: 422,
      body: { code: 'too_many_room_nights', limit: 'roomNightsAtOnce', roomNights: 33, maxRoomNights: 30 },
    });
    for (const from of [4, 7]) expect((await keep(from, 5)).status).toBe(201);
    expect(await keep(10, 1)).toMatchObject({
      status: 422,
      body: { code: 'too_many_room_nights', limit: 'roomNights', roomNights: 63, maxRoomNights: 60 },
    });
  });

  it('is sent away after so many bookings that were confirmed and cancelled at once', async () => {
    for (let i = 0; i < ABANDONED; i++) {
      const { body } = await book();
      expect((await system.confirm(body.idempotencyKey, guest)).status).toBe(200);
      await system.cancel(body.bookingId, guest);
      await settle(system);
    }
    expect(await book()).toMatchObject({ status: 429, body: { code: 'too_many_abandoned_bookings' } });
  });

  it('may have more of each where they are staff, who book for many', async () => {
    const token = await system.token(guest, 'staff');
    for (let i = 0; i < 2 * PENDING; i++) expect((await book({ token })).status).toBe(201);
    expect(await book({ token })).toMatchObject({ status: 429, body: { code: 'too_many_pending_bookings' } });
  });

  it('is not another guest, whatever the letters look like', async () => {
    for (let i = 0; i < PENDING; i++) await book();
    expect((await book()).status).toBe(429);
    expect((await book({ userId: guest.toUpperCase() })).status).toBe(201);
  });
});
