import { randomUUID } from 'node:crypto';
import { addDays } from '#contracts';
import { type TestCategory, TestSystem } from '../support/system.js';

describe('creating a booking', () => {
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.close());
  beforeEach(async () => {
    category = await system.category(3);
  });

  it('answers with the booking, its price and its deadline, and holds its nights and no others', async () => {
    const key = randomUUID();
    const answer = await system.book(category, { key, userId: '42', rooms: 2, totalGuests: 3 });
    expect(answer.status).toBe(201);
    const { checkInDate, checkOutDate } = category.stay();
    expect(answer.body).toMatchObject({
      idempotencyKey: key,
      status: 'PENDING',
      userId: '42',
      hotelId: category.hotelId,
      roomCategoryId: category.id,
      checkInDate,
      checkOutDate,
      rooms: 2,
      totalGuests: 3,
      bookingAmount: 40_000,
      currency: 'EUR',
      nights: [
        { date: checkInDate, price: 10_000 },
        { date: addDays(checkInDate, 1), price: 10_000 },
      ],
    });
    expect(answer.body.reference).toMatch(/^[2-9A-HJ-NP-Z]{10}$/);
    expect(answer.body['secondsRemaining']).toBeGreaterThan(590);
    expect(answer.body['secondsRemaining']).toBeLessThanOrEqual(600);
    const held = (await system.nights(category.id)).filter((night) => night.held > 0);
    expect(held).toEqual([
      { date: checkInDate, capacity: 3, held: 2, sold: 0 },
      { date: addDays(checkInDate, 1), capacity: 3, held: 2, sold: 0 },
    ]);
  });
});
