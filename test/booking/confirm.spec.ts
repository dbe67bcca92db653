import { randomUUID } from 'node:crypto';
import { brokenInvariants } from '../support/invariants.js';
import { type TestCategory, TestSystem } from '../support/system.js';

describe('confirming a booking', () => {
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

  const pastDeadline = (bookingId: string, seconds = 1) =>
    system.bookingDb.query('UPDATE Booking SET expiresAt = UTC_TIMESTAMP(3) - INTERVAL ? SECOND WHERE id = ?', [
      seconds,
      bookingId,
    ]);

  it('sells the held nights and gives the booking rooms of its own', async () => {
    const { body } = await system.book(category, { rooms: 2 });
    const answer = await system.confirm(body.idempotencyKey);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ bookingId: body.bookingId, status: 'CONFIRMED', secondsRemaining: 0 });
    expect((await system.nights(category.id)).map(({ held, sold }) => [held, sold]).slice(0, 4)).toEqual([
      [0, 0],
      [0, 2],
      [0, 2],
      [0, 0],
    ]);
    expect(await system.holdStatus(body.bookingId)).toBe('CONFIRMED');
    await system.planRooms();
    expect(await system.count('inventory', 'RoomNight', 'bookingId = ?', [body.bookingId])).toBe(4);
    const [key] = await system.bookingDb.query('SELECT finalized FROM IdempotencyKey WHERE bookingId = ?', [
      body.bookingId,
    ]);
    expect(key).toEqual({ finalized: 1 });
  });

  it('answers a second confirm with the confirmed booking and charges nothing more', async () => {
    const { body } = await system.book(category);
    await system.confirm(body.idempotencyKey);
    const again = await system.confirm(body.idempotencyKey);
    expect(again.status).toBe(200);
    expect(again.body.status).toBe('CONFIRMED');
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 1 });
    expect(await system.count('booking', 'Outbox', "bookingId = ? AND kind = 'confirmed'", [body.bookingId])).toBe(1);
  });

  it('answers ten confirms at once all alike', async () => {
    const { body } = await system.book(category);
    const answers = await Promise.all(Array.from({ length: 10 }, () => system.confirm(body.idempotencyKey)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 1 });
  });

  it('does not know the key of another user, and leaves the booking as it is', async () => {
    const { body } = await system.book(category);
    const answer = await system.confirm(body.idempotencyKey, 'guest-2');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'booking_not_found' });
    expect(await system.status(body.bookingId)).toBe('PENDING');
    expect(await system.holdStatus(body.bookingId)).toBe('HELD');
  });

  it('knows no key that was never used, and refuses what is no key', async () => {
    expect((await system.confirm(randomUUID())).status).toBe(404);
    const malformed = await system.confirm('not-a-key');
    expect(malformed.status).toBe(400);
    expect(malformed.headers.get('content-type')).toContain('application/problem+json');
    expect(malformed.body).toMatchObject({ code: 'invalid_request', errors: [{ field: 'idempotencyKey' }] });
  });

  it('is too late from the instant of the deadline on, also before the expiry task has run', async () => {
    const { body } = await system.book(category);
    await pastDeadline(body.bookingId, 0);
    const answer = await system.confirm(body.idempotencyKey);
    expect(answer.status).toBe(410);
    expect(answer.body).toMatchObject({ code: 'booking_expired' });
    expect(await system.holdStatus(body.bookingId)).toBe('HELD');
  });

  it('refuses a cancelled booking', async () => {
    const { body } = await system.book(category);
    await system.cancel(body.bookingId);
    const answer = await system.confirm(body.idempotencyKey);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'booking_cancelled' });
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 0 });
  });

  it('gives each guest one room for the whole stay, also where that takes another plan for those who come later', async () => {
    const small = await system.category(2);
    // Planned one by one: the second and the third guest are in different rooms, with one night free in each between.
    const stays = [small.stay(1, 1), small.stay(1, 2), small.stay(3, 1), small.stay(2, 2)];
    for (const stay of stays) {
      const { status, body } = await system.book(small, stay);
      expect(status).toBe(201);
      expect((await system.confirm(body.idempotencyKey)).status).toBe(200);
      await system.planRooms();
    }
    const rooms = await system.inventoryDb.query<{ nights: number; rooms: number }>(
      `SELECT COUNT(*) AS nights, COUNT(DISTINCT n.roomId) AS rooms FROM RoomNight n JOIN Room r ON r.id = n.roomId
       WHERE r.categoryId = ? GROUP BY n.bookingId ORDER BY nights`,
      [small.id],
    );
    expect(rooms).toEqual([1, 1, 2, 2].map((nights) => ({ nights, rooms: 1 })));
  });
});
