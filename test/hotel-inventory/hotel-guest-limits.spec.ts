import { randomUUID } from 'node:crypto';
import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
beforeAll(async () => {
  world = await InventoryWorld.start();
});
afterAll(() => world.close());

const HOTEL = {
  ...{ name: 'Hotel Bairro', address: 'Rua da Rosa 1', city: 'Lisboa', country: 'PT' },
  ...{ timezone: 'Europe/Lisbon', currency: 'EUR' },
};

async function limitsOf(hotelId: number, token?: string): Promise<unknown> {
  const { status, body } = await world.call('GET', `/hotels/${hotelId}`, token);
  expect(status).toBe(200);
  return body['guestLimits'];
}

describe('what a hotel allows one guest', () => {
  it('is as its staff say it from the beginning', async () => {
    const guestLimits = { roomNightsPerBooking: 40, roomNights: null, roomNightsAtOnce: 0 };
    const created = await world.call('POST', '/hotels', world.staff, { ...HOTEL, guestLimits });
    expect(created).toMatchObject({ status: 201, body: { guestLimits } });
    expect(await limitsOf(Number(created.body['hotelId']), world.staff)).toEqual(guestLimits);
  });

  it('changes limit by limit, and goes back to the general ones', async () => {
    const hotelId = await world.addHotel({ guestLimits: { roomNights: 100, roomNightsAtOnce: 50 } });
    const change = async (guestLimits: object) =>
      (await world.call('PATCH', `/hotels/${hotelId}`, world.staff, { guestLimits })).body['guestLimits'];
    const before = { roomNightsPerBooking: null, roomNights: 100, roomNightsAtOnce: 50 };
    expect(await change({})).toEqual(before);
    expect(await change({ roomNightsPerBooking: 30 })).toEqual({ ...before, roomNightsPerBooking: 30 });
    expect(await change({ roomNights: null })).toEqual({ ...before, roomNightsPerBooking: 30, roomNights: null });
  });

  it('stays as it is when something else changes, and in other hotels', async () => {
    const guestLimits = { roomNightsPerBooking: 7, roomNights: 8, roomNightsAtOnce: 9 };
    const [hotelId, neighbour] = [await world.addHotel({ guestLimits }), await world.addHotel({ guestLimits })];
    await world.call('PATCH', `/hotels/${hotelId}`, world.staff, { name: 'New name' });
    expect(await limitsOf(hotelId, world.staff)).toEqual(guestLimits);
    await world.call('PATCH', `/hotels/${hotelId}`, world.staff, { guestLimits: { roomNights: 1 } });
    expect(await limitsOf(neighbour, world.staff)).toEqual(guestLimits);
  });

  it('is told to its staff, and to nobody else', async () => {
    const hotelId = await world.addHotel({ guestLimits: { roomNightsAtOnce: 4_321 } });
    const others = [
      undefined,
      await world.token('guest', 'alice'),
      await world.token('staff', 'bob'),
      await world.serviceToken(),
    ];
    for (const token of others) expect(await limitsOf(hotelId, token)).toBeUndefined();
    expect(await limitsOf(hotelId, world.staff)).toMatchObject({ roomNightsAtOnce: 4_321 });
    for (const path of [`/hotels/${hotelId}`, '/hotels?limit=100', '/hotels?search=pensao']) {
      expect(JSON.stringify((await world.call('GET', path)).body)).not.toMatch(/roomNights|4321/);
    }
  });

  it('is not for the staff of other hotels to change', async () => {
    const hotelId = await world.addHotel({ guestLimits: { roomNights: 5 } });
    const bob = await world.token('staff', 'bob');
    const change = { guestLimits: { roomNights: 0 } };
    expect(await world.call('PATCH', `/hotels/${hotelId}`, bob, change)).toMatchObject({
      status: 403,
      body: { code: 'not_your_hotel' },
    });
    expect(await limitsOf(hotelId, world.staff)).toMatchObject({ roomNights: 5 });
  });

  it('holds for the bookings that are made from then on', async () => {
    const hotelId = await world.addHotel();
    const roomCategoryId = await world.addCategory(hotelId);
    await world.database.query(
      "INSERT INTO CategoryNight (categoryId, date, capacity, price) VALUES (?, '2030-01-01', 9, 5), (?, '2030-01-02', 9, 5)",
      [roomCategoryId, roomCategoryId],
    );
    const stay = { hotelId, roomCategoryId, checkInDate: '2030-01-01', checkOutDate: '2030-01-03', rooms: 2 };
    const book = async () => {
      const hold = { bookingId: randomUUID(), holder: 'gail', holderRole: 'guest', holdSeconds: 600, totalGuests: 2 };
      const { body } = await world.call('POST', '/holds', await world.serviceToken(), {
        holds: [{ ...hold, ...stay }],
      });
      return (body['holds'] as { outcome: string; problem?: { code: string } }[])[0];
    };
    const limit = (guestLimits: object) => world.call('PATCH', `/hotels/${hotelId}`, world.staff, { guestLimits });
    await limit({ roomNightsPerBooking: 3 });
    expect(await book()).toMatchObject({ outcome: 'refused', problem: { code: 'hold_too_large' } });
    await limit({ roomNightsPerBooking: null, roomNights: 4 });
    expect(await book()).toMatchObject({ outcome: 'held' });
    expect(await book()).toMatchObject({ outcome: 'refused', problem: { code: 'too_many_room_nights' } });
    await limit({ roomNights: 0 });
    expect(await book()).toMatchObject({ outcome: 'held' });
  });
});
