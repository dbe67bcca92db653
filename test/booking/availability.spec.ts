import { randomUUID } from 'node:crypto';
import { addDays, type Availability } from '#contracts';
import { type TestCategory, TestSystem } from '../support/system.js';

const PRICE = 10_000;
const NIGHTS_ON_SALE = 10;

describe('what can be booked', () => {
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.close());
  beforeEach(async () => {
    category = await system.category(2, { price: PRICE, nights: NIGHTS_ON_SALE, maxGuests: 2 });
  });

  const ask = async <Body = Availability>(query: Record<string, string | number> = {}, token?: string) => {
    const { roomCategoryId, checkInDate, checkOutDate } = category.stay();
    const search = new URLSearchParams({ roomCategoryId: `${roomCategoryId}`, checkInDate, checkOutDate });
    for (const [name, value] of Object.entries(query)) search.set(name, `${value}`);
    return system.toInventory<Body>('GET', `/availability?${search.toString()}`, { token });
  };
  const day = (n: number) => addDays(category.firstDate, n);
  const night = (n: number, roomsLeft: number) => ({ date: day(n), price: PRICE, roomsLeft });

  it('is told to anybody, with each night, its price and the rooms left', async () => {
    await system.book(category, category.stay(2, 1));
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      available: true,
      hotelId: category.hotelId,
      roomsLeft: 1,
      nights: [night(1, 2), night(2, 1)],
      totalPrice: 2 * PRICE,
      currency: 'EUR',
      reasons: [],
    });
  });

  it('sums what the nights cost, each at its own price, for all rooms', async () => {
    await system.inventoryDb.query('UPDATE CategoryNight SET price = 15000 WHERE categoryId = ? AND date = ?', [
      category.id,
      day(2),
    ]);
    expect((await ask()).body).toMatchObject({ available: true, totalPrice: 25_000 });
    expect((await ask({ rooms: 2 })).body).toMatchObject({ available: true, totalPrice: 50_000 });
  });

  it('is sold_out on the nights that have fewer rooms than wanted, held or sold', async () => {
    const sold = await system.book(category, category.stay(1, 1));
    await system.confirm(sold.body.idempotencyKey);
    await system.book(category, category.stay(1, 2));
    expect((await ask()).body).toMatchObject({
      available: false,
      roomsLeft: 0,
      nights: [night(1, 0), night(2, 1)],
      reasons: [{ code: 'sold_out', nights: [day(1)] }],
    });
    expect((await ask({ rooms: 2 })).body.reasons).toEqual([{ code: 'sold_out', nights: [day(1), day(2)] }]);
    const { checkInDate, checkOutDate } = category.stay(2, 1);
    expect((await ask({ checkInDate, checkOutDate })).body).toMatchObject({ available: true, roomsLeft: 1 });
  });

  it('is not_on_sale on nights that are not there', async () => {
    const { checkInDate, checkOutDate } = category.stay(NIGHTS_ON_SALE - 1, 3);
    expect((await ask({ checkInDate, checkOutDate })).body).toMatchObject({
      available: false,
      roomsLeft: 0,
      nights: [night(NIGHTS_ON_SALE - 1, 2)],
      reasons: [{ code: 'not_on_sale', nights: [day(NIGHTS_ON_SALE), day(NIGHTS_ON_SALE + 1)] }],
    });
  });

  it('is check_in_past before today at the hotel, and not today', async () => {
    await system.inventoryDb.query(
      'INSERT INTO CategoryNight (categoryId, date, capacity, price) VALUES (?, ?, 2, ?)',
      [category.id, day(-1), PRICE],
    );
    const past = await ask({ checkInDate: day(-1), checkOutDate: day(1) });
    expect(past.body).toMatchObject({ available: false, reasons: [{ code: 'check_in_past', today: day(0) }] });
    expect(past.body.reasons).toHaveLength(1);
    expect((await ask({ checkInDate: day(0), checkOutDate: day(1) })).body.available).toBe(true);
  });

  it('is too_many_guests beyond what the wanted rooms take, and only if their number is told', async () => {
    expect((await ask({ totalGuests: 2 })).body.available).toBe(true);
    expect((await ask({ totalGuests: 3 })).body).toMatchObject({
      available: false,
      reasons: [{ code: 'too_many_guests', maxGuests: 2 }],
    });
    expect((await ask({ totalGuests: 4, rooms: 2 })).body.available).toBe(true);
    expect((await ask({ totalGuests: 5, rooms: 2 })).body.reasons).toEqual([{ code: 'too_many_guests', maxGuests: 4 }]);
  });

  it.each([
    ['roomCategoryId', { roomCategoryId: 'double' }],
    ['roomCategoryId', { roomCategoryId: 0 }],
    ['checkInDate', { checkInDate: '2027-02-29' }],
    ['checkInDate', { checkInDate: '27-03-2027' }],
    ['checkOutDate', { checkInDate: '2027-03-27', checkOutDate: '2027-03-27' }],
    ['checkOutDate', { checkInDate: '2027-03-27', checkOutDate: '2027-03-26' }],
    ['checkOutDate', { checkInDate: '2027-03-27', checkOutDate: '2037-03-27' }],
    ['rooms', { rooms: 0 }],
    ['rooms', { rooms: 51 }],
    ['rooms', { rooms: 1.5 }],
    ['totalGuests', { totalGuests: 0 }],
    ['bookingId', { bookingId: 'mine' }],
    ['city', { city: 'Lisboa' }],
  ])('refuses a query whose %s is wrong: %j', async (field, query) => {
    const answer = await ask<{ code: string; errors: { field: string }[] }>(query);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.code).toBe('invalid_request');
    expect(answer.body.errors.map((error) => error.field)).toContain(field);
  });

  it('knows no category that is not there', async () => {
    const answer = await ask({ roomCategoryId: 2_147_483_647 });
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'room_category_not_found' });
  });

  it.each(['HELD', 'CONFIRMED'])('counts a booking’s own %s rooms as free, for services alone', async (status) => {
    const { body } = await system.book(category, { rooms: 2 });
    if (status === 'CONFIRMED') await system.confirm(body.idempotencyKey);
    const roomsLeft = async (bookingId: string, token?: string) =>
      (await ask({ bookingId }, token)).body.nights.map((offered) => offered.roomsLeft);

    const service = await system.serviceToken();
    expect(await roomsLeft(body.bookingId, service)).toEqual([2, 2]);
    expect(await roomsLeft(body.bookingId.toUpperCase(), service)).toEqual([2, 2]);
    expect(await roomsLeft(randomUUID(), service)).toEqual([0, 0]);
    expect(await roomsLeft(body.bookingId)).toEqual([0, 0]);
    expect(await roomsLeft(body.bookingId, await system.token('guest-1'))).toEqual([0, 0]);
    expect(await roomsLeft(body.bookingId, await system.token('staff-1', 'staff'))).toEqual([0, 0]);
  });

  it('counts the rooms of a lapsed hold as free, and no others', async () => {
    const lapsed = await system.book(category, category.stay(1, 1));
    await system.book(category, category.stay(1, 1));
    expect((await ask()).body).toMatchObject({ available: false, nights: [night(1, 0), night(2, 2)] });
    await system.inventoryDb.query(
      'UPDATE Hold SET deadline = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE bookingId = ?',
      [lapsed.body.bookingId],
    );
    expect((await ask()).body).toMatchObject({ available: true, nights: [night(1, 1), night(2, 2)] });
    expect(await system.holdStatus(lapsed.body.bookingId)).toBe('HELD');
    expect((await ask({ bookingId: lapsed.body.bookingId }, await system.serviceToken())).body.nights).toEqual([
      night(1, 1),
      night(2, 2),
    ]);
  });
});
