import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
let hotelId: number;
beforeAll(async () => {
  world = await InventoryWorld.start();
  hotelId = await world.addHotel();
});
afterAll(() => world.close());

const category = { name: 'Twin', roomType: 'DOUBLE', price: 9_900, maxGuests: 2 };

describe('a room category', () => {
  it('is created in its hotel, without rooms', async () => {
    const created = await world.call('POST', `/hotels/${hotelId}/room-categories`, world.staff, category);
    expect(created.status).toBe(201);
    const expected = { ...category, roomCategoryId: expect.any(Number), hotelId, roomCount: 0 };
    expect(created.body).toMatchObject(expected);
    expect((await world.call('GET', `/room-categories/${String(created.body['roomCategoryId'])}`)).body).toMatchObject(
      expected,
    );
  });

  it('counts its rooms and not its neighbour’s', async () => {
    const [id, neighbour] = [
      await world.addCategory(hotelId, { name: 'A' }),
      await world.addCategory(hotelId, { name: 'B' }),
    ];
    await world.addRooms(id, ['A1', 'A2']);
    expect((await world.call('GET', `/room-categories/${id}`)).body).toMatchObject({ roomCount: 2 });
    expect((await world.call('GET', `/room-categories/${neighbour}`)).body).toMatchObject({ roomCount: 0 });
  });

  it('has a name of its own in its hotel, also when both come at once', async () => {
    const other = await world.addHotel();
    const twice = await Promise.all(
      [1, 2].map(() =>
        world.call('POST', `/hotels/${hotelId}/room-categories`, world.staff, { ...category, name: 'Loft' }),
      ),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(twice.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'name_taken', name: 'Loft' });
    expect(await world.addCategory(other, { name: 'Loft' })).toBeGreaterThan(0);
    const id = await world.addCategory(hotelId, { name: 'Attic' });
    const renamed = await world.call('PATCH', `/room-categories/${id}`, world.staff, { name: 'loft' });
    expect(renamed).toMatchObject({ status: 409, body: { code: 'name_taken' } });
    expect((await world.call('GET', `/room-categories/${id}`)).body).toMatchObject({ name: 'Attic' });
  });

  it('keeps the price of nights that exist when its own changes', async () => {
    const id = await world.addCategory(hotelId, { name: 'Priced', price: 100 });
    await world.addRooms(id, ['P1']);
    await world.allFinished(id);
    const before = await world.nights(id);
    const changed = await world.call('PATCH', `/room-categories/${id}`, world.staff, { price: 200 });
    expect(changed).toMatchObject({ status: 200, body: { price: 200, name: 'Priced' } });
    expect(await world.nights(id)).toEqual(before);
    expect(new Set(before.map(({ price }) => price))).toEqual(new Set([100]));
  });

  it('goes with its rooms and nights, and leaves its neighbour alone', async () => {
    const [id, neighbour] = [
      await world.addCategory(hotelId, { name: 'C' }),
      await world.addCategory(hotelId, { name: 'D' }),
    ];
    await world.addRooms(id, ['C1']);
    await world.addRooms(neighbour, ['D1']);
    await world.allFinished(neighbour);
    const before = await world.nights(neighbour);
    expect((await world.call('DELETE', `/room-categories/${id}`, world.staff)).status).toBe(204);
    expect((await world.call('GET', `/room-categories/${id}`)).body).toMatchObject({
      status: 404,
      code: 'room_category_not_found',
    });
    expect(await world.nights(id)).toEqual([]);
    expect(await world.nights(neighbour)).toEqual(before);
    expect(before.length).toBe(world.env.SALE_WINDOW_DAYS);
    expect((await world.call('GET', `/room-categories/${neighbour}`)).body).toMatchObject({ roomCount: 1 });
    await world.addRooms(neighbour, ['C1']);
  });

  it.each([
    ['name', { name: '' }],
    ['roomType', { roomType: 'CAVE' }],
    ['price', { price: -1 }],
    ['price', { price: 0 }],
    ['price', { price: 99.5 }],
    ['price', { price: 100_000_001 }],
    ['price', { price: null }],
    ['maxGuests', { maxGuests: 0 }],
    ['maxGuests', { maxGuests: 51 }],
    ['hotelId', { hotelId: 1 }],
  ])('is refused for %s: %j', async (field, wrong) => {
    const id = await world.addCategory(hotelId, { name: `${field} ${JSON.stringify(wrong)}` });
    const before = await world.database.query('SELECT * FROM RoomCategory ORDER BY id');
    for (const [method, path, body] of [
      ['POST', `/hotels/${hotelId}/room-categories`, { ...category, ...wrong }],
      ['PATCH', `/room-categories/${id}`, wrong],
    ] as const) {
      const answer = await world.call(method, path, world.staff, body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ field }] } });
    }
    expect(await world.database.query('SELECT * FROM RoomCategory ORDER BY id')).toEqual(before);
  });

  it('is listed with its hotel’s others, page by page', async () => {
    const other = await world.addHotel();
    const ids = [];
    for (const name of ['1', '2', '3']) ids.push(await world.addCategory(other, { name }));
    const first = await world.call('GET', `/hotels/${other}/room-categories?limit=2`);
    const next = `/hotels/${other}/room-categories?limit=2&cursor=${String(first.body['nextCursor'])}`;
    const second = await world.call('GET', next);
    expect(first.body['items']).toMatchObject([{ roomCategoryId: ids[0] }, { roomCategoryId: ids[1] }]);
    expect(second.body).toMatchObject({ items: [{ roomCategoryId: ids[2] }], nextCursor: null });
    expect((await world.call('GET', '/hotels/999999/room-categories')).body).toMatchObject({ code: 'hotel_not_found' });
  });
});
