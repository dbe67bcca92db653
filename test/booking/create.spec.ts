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

  it('gives every room in the house to nobody but the one who booked it: the check-out night stays free', async () => {
    const one = await system.category(1);
    expect((await system.book(one, one.stay(1, 2))).status).toBe(201);
    expect((await system.book(one, { userId: 'guest-2', ...one.stay(3, 1) })).status).toBe(201);
    expect((await system.book(one, { userId: 'guest-3', ...one.stay(2, 1) })).status).toBe(409);
  });

  it.each([
    ['a change to or from daylight saving time', (today: string) => nextClockChange(today, 'Europe/Lisbon')],
    ['the end of a month', (today: string) => `${addDays(today, 40).slice(0, 7)}-01`],
  ])('sells each night once on a stay over %s', async (_, dateIn) => {
    const house = await system.category(1, { nights: 260 });
    const date = dateIn(house.firstDate);
    const stay = { checkInDate: addDays(date, -1), checkOutDate: addDays(date, 2) };
    const { status, body } = await system.book(house, stay);
    expect(status).toBe(201);
    const dates = [addDays(date, -1), date, addDays(date, 1)];
    expect(body['nights']).toEqual(dates.map((night) => ({ date: night, price: 10_000 })));
    expect(body.bookingAmount).toBe(30_000);
    await system.confirm(body.idempotencyKey);
    const sold = (await system.nights(house.id)).filter((night) => night.sold > 0);
    expect(sold.map((night) => night.date)).toEqual(dates);
    const read = await system.toBooking('GET', `/bookings/${body.bookingId}`, { token: await system.token('guest-1') });
    expect(read.body).toMatchObject(stay);
  });
});

/** The next date on which the clocks of a time zone change. */
function nextClockChange(today: string, timeZone: string): string {
  const offset = (date: string) =>
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
      .formatToParts(new Date(`${date}T12:00:00Z`))
      .find((part) => part.type === 'timeZoneName')?.value;
  let date = addDays(today, 2);
  while (offset(date) === offset(addDays(date, -1))) date = addDays(date, 1);
  return date;
}
