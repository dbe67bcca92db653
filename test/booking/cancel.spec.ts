import { randomUUID } from 'node:crypto';
import { brokenInvariants } from '../support/invariants.js';
import { type TestCategory, TestSystem } from '../support/system.js';

describe('cancelling a booking', () => {
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.close());
  beforeEach(async () => {
    category = await system.category(2);
  });
  afterEach(async () => {
    expect(await brokenInvariants(system)).toEqual([]);
  });

  it.each(['pending', 'confirmed'])('frees the rooms of a %s booking before it answers', async (kind) => {
    const neighbour = await system.book(category);
    const { body } = await system.book(category);
    if (kind === 'confirmed') {
      await system.confirm(body.idempotencyKey);
      await system.planRooms();
      expect(await system.count('inventory', 'RoomNight', 'bookingId = ?', [body.bookingId])).toBe(2);
    }
    const answer = await system.cancel(body.bookingId);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ bookingId: body.bookingId, status: 'CANCELLED' });
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1, sold: 0 });
    expect(await system.count('inventory', 'RoomNight', 'bookingId = ?', [body.bookingId])).toBe(0);
    expect(await system.status(neighbour.body.bookingId)).toBe('PENDING');
  });

  it('answers a second cancel alike and frees nothing more', async () => {
    await system.book(category);
    const { body } = await system.book(category);
    await system.cancel(body.bookingId);
    const again = await system.cancel(body.bookingId);
    expect(again.status).toBe(200);
    expect(again.body.status).toBe('CANCELLED');
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });
    expect(await system.count('booking', 'Outbox', "bookingId = ? AND kind = 'cancelled'", [body.bookingId])).toBe(1);
  });

  it('is done by ten at once as by one', async () => {
    await system.book(category);
    const { body } = await system.book(category);
    const answers = await Promise.all(Array.from({ length: 10 }, () => system.cancel(body.bookingId)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });
  });

  it('does not know bookings of others, nor ones that never were', async () => {
    const { body } = await system.book(category);
    expect((await system.cancel(body.bookingId, 'guest-2')).status).toBe(404);
    expect((await system.cancel(randomUUID())).status).toBe(404);
    expect(await system.status(body.bookingId)).toBe('PENDING');
  });

  it('can be done by staff of the hotel, and not by staff of another', async () => {
    const { body } = await system.book(category);
    const as = async (userId: string) =>
      system.toBooking('POST', `/bookings/${body.bookingId}/cancel`, { token: await system.token(userId, 'staff') });
    expect((await as('staff-of-another-hotel')).status).toBe(404);
    expect(await system.status(body.bookingId)).toBe('PENDING');
    expect((await as('staff-1')).status).toBe(200);
  });

  it('is refused once the booking has expired', async () => {
    const { body } = await system.book(category);
    await system.bookingDb.query('UPDATE Booking SET expiresAt = UTC_TIMESTAMP(3) WHERE id = ?', [body.bookingId]);
    expect((await system.cancel(body.bookingId)).status).toBe(410);
  });
});
