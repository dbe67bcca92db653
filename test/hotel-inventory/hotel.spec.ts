import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
beforeAll(async () => {
  world = await InventoryWorld.start();
});
afterAll(() => world.close());

const hotel = {
  name: 'Hotel Bairro',
  address: 'Rua da Rosa 1',
  city: 'Lisboa',
  country: 'PT',
  timezone: 'Europe/Lisbon',
  currency: 'EUR',
};

async function storedHotels(): Promise<{ id: number; name: string; currency: string }[]> {
  return world.database.query('SELECT id, name, currency FROM Hotel ORDER BY id');
}

describe('a hotel', () => {
  it('is created by staff with what it was given and what it was not', async () => {
    const created = await world.call('POST', '/hotels', world.staff, hotel);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      ...hotel,
      hotelId: expect.any(Number),
      checkInTime: '15:00',
      checkOutTime: '11:00',
      rating: null,
      ratingCount: 0,
      guestLimits: { roomNightsPerBooking: null, roomNights: null, roomNightsAtOnce: null },
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const staff = await world.database.query('SELECT userId FROM HotelStaff WHERE hotelId = ?', [
      created.body['hotelId'],
    ]);
    expect(staff).toEqual([{ userId: 'alice' }]);
  });

  it('tells its times in UTC, now', async () => {
    const before = Date.now();
    const hotelId = await world.addHotel();
    const { body } = await world.call('GET', `/hotels/${hotelId}`);
    expect(Math.abs(Date.parse(String(body['createdAt'])) - before)).toBeLessThan(5_000);
  });

  it('can be read by anybody', async () => {
    const hotelId = await world.addHotel({ name: 'Open House' });
    const read = await world.call('GET', `/hotels/${hotelId}`);
    expect(read).toMatchObject({ status: 200, body: { hotelId, name: 'Open House' } });
  });

  it('changes what is sent and nothing else, in no other hotel', async () => {
    const [hotelId, neighbour] = [await world.addHotel(), await world.addHotel()];
    const neighbourBefore = await world.call('GET', `/hotels/${neighbour}`);
    const before = await world.call('GET', `/hotels/${hotelId}`);
    const changed = await world.call('PATCH', `/hotels/${hotelId}`, world.staff, { name: 'New name', currency: 'usd' });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({
      ...before.body,
      guestLimits: expect.any(Object),
      name: 'New name',
      currency: 'USD',
      updatedAt: expect.any(String),
    });
    expect((await world.call('GET', `/hotels/${neighbour}`)).body).toEqual(neighbourBefore.body);
  });

  it('keeps the rating that guests gave it, and tells nobody who added it', async () => {
    const hotelId = await world.addHotel();
    await world.database.query('UPDATE Hotel SET rating = 3.5, ratingCount = 8 WHERE id = ?', [hotelId]);
    const changed = await world.call('PATCH', `/hotels/${hotelId}`, world.staff, { name: 'Another' });
    expect(changed).toMatchObject({ status: 200, body: { rating: 3.5, ratingCount: 8 } });
    for (const path of [`/hotels/${hotelId}`, '/hotels?limit=100', '/hotels?search=another']) {
      expect(JSON.stringify((await world.call('GET', path)).body)).not.toMatch(/createdBy|alice/);
    }
  });

  it('goes with its categories, rooms, nights and staff, and leaves its neighbour alone', async () => {
    const [hotelId, neighbour] = [await world.addHotel(), await world.addHotel()];
    const [categoryId, other] = [await world.addCategory(hotelId), await world.addCategory(neighbour)];
    await world.addRooms(categoryId, ['1']);
    await world.addRooms(other, ['1']);
    await world.database.query(
      'INSERT INTO CategoryNight (categoryId, date, capacity, price) VALUES (?, ?, 1, 5), (?, ?, 1, 5)',
      [categoryId, '2030-01-01', other, '2030-01-01'],
    );
    expect((await world.call('DELETE', `/hotels/${hotelId}`, world.staff)).status).toBe(204);
    expect((await world.call('GET', `/hotels/${hotelId}`)).body).toMatchObject({
      status: 404,
      code: 'hotel_not_found',
    });
    for (const table of ['RoomCategory', 'Room', 'HotelStaff']) {
      expect(await world.database.query(`SELECT * FROM ${table} WHERE hotelId = ?`, [hotelId])).toEqual([]);
      expect(await world.database.query(`SELECT * FROM ${table} WHERE hotelId = ?`, [neighbour])).toHaveLength(1);
    }
    expect(await world.nights(categoryId)).toEqual([]);
    expect(await world.nights(other)).toContainEqual({ date: '2030-01-01', capacity: 1, held: 0, sold: 0, price: 5 });
    expect(await world.database.query('SELECT id FROM NightGeneration WHERE categoryId = ?', [categoryId])).toEqual([]);
  });
});

describe('a request about hotels that makes no sense', () => {
  it.each([
    ['name', { name: '   ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['address', { address: 7 }],
    ['city', { city: null }],
    ['country', { country: 'XX' }],
    ['timezone', { timezone: '+02:00' }],
    ['timezone', { timezone: 'Europe/Lisboa' }],
    ['currency', { currency: 'EUX' }],
    ['checkInTime', { checkInTime: '24:00' }],
    ['checkOutTime', { checkOutTime: null }],
    ['rating', { rating: 5 }],
    ['rating', { rating: null }],
    ['ratingCount', { ratingCount: 7 }],
    ['ratingCount', { ratingCount: null }],
    ['hotelId', { hotelId: 7 }],
    ['guestLimits', { guestLimits: null }],
    ['guestLimits', { guestLimits: 300 }],
    ['guestLimits', { guestLimits: [] }],
    ['guestLimits.roomNights', { guestLimits: { roomNights: -1 } }],
    ['guestLimits.roomNights', { guestLimits: { roomNights: 1_000_001 } }],
    ['guestLimits.roomNightsAtOnce', { guestLimits: { roomNightsAtOnce: '5' } }],
    ['guestLimits.roomNightsPerBooking', { guestLimits: { roomNightsPerBooking: 1.5 } }],
    ['guestLimits.roomNightsPerHold', { guestLimits: { roomNightsPerHold: 5 } }],
  ])('is refused for %s: %j', async (field, wrong) => {
    const before = await storedHotels();
    for (const [method, path] of [
      ['POST', '/hotels'],
      ['PATCH', `/hotels/${before[0]?.id}`],
    ] as const) {
      const body = method === 'POST' ? { ...hotel, ...wrong } : wrong;
      const answer = await world.call(method, path, world.staff, body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ field }] } });
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    }
    expect(await storedHotels()).toEqual(before);
  });

  it('names every field that is missing', async () => {
    const { body } = await world.call('POST', '/hotels', world.staff, {});
    const fields = (body['errors'] as { field: string }[]).map((error) => error.field);
    expect(fields.sort()).toEqual(['address', 'city', 'country', 'currency', 'name', 'timezone']);
  });

  it.each(['x', '0', '-1', '1.5', '99999999999999'])('is refused for the number %s', async (hotelId) => {
    const answer = await world.call('GET', `/hotels/${hotelId}`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'hotelId' }] } });
  });

  it.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=101'],
    ['limit', 'limit=ten'],
    ['cursor', 'cursor=nonsense'],
    ['cursor', `cursor=${Buffer.from('["x"]').toString('base64url')}`],
    ['search', `search=${'x'.repeat(101)}`],
    ['offset', 'offset=3'],
  ])('is refused for the query parameter %s: %s', async (field, query) => {
    expect(await world.call('GET', `/hotels?${query}`)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('hotels page by page', () => {
  it('come by number, each once, until there are no more', async () => {
    for (let i = 0; i < 3; i++) await world.addHotel();
    const all = (await storedHotels()).map(({ id }) => id);
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/hotels?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
      const { body } = await world.call('GET', path);
      const items = body['items'] as { hotelId: number }[];
      expect(items.length).toBeLessThanOrEqual(2);
      seen.push(...items.map(({ hotelId }) => hotelId));
      cursor = body['nextCursor'] as string | null;
    } while (cursor !== null);
    expect(seen).toEqual(all);
  });
});
