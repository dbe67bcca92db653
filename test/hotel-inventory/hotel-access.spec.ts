import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
let hotelId: number;
let categoryId: number;
let tokens: Record<'guest' | 'other staff' | 'service', string>;
beforeAll(async () => {
  world = await InventoryWorld.start();
  hotelId = await world.addHotel();
  categoryId = await world.addCategory(hotelId);
  tokens = {
    guest: await world.token('guest', 'alice'),
    'other staff': await world.token('staff', 'mallory'),
    service: await world.serviceToken(),
  };
});
afterAll(() => world.close());

/** What must not have changed after a refusal. */
async function state(): Promise<unknown> {
  const tables = ['Hotel', 'HotelStaff', 'StaffInvitation', 'RoomCategory', 'Room', 'NightGeneration'];
  return Promise.all(tables.map((table) => world.database.query(`SELECT * FROM ${table} ORDER BY 1, 2`)));
}

/** Everything that only the staff of the hotel may do. */
function staffWork(): [string, string, unknown?][] {
  return [
    ['PATCH', `/hotels/${hotelId}`, { name: 'Mine' }],
    ['DELETE', `/hotels/${hotelId}`],
    ['GET', `/hotels/${hotelId}/staff`],
    ['PUT', `/hotels/${hotelId}/staff/mallory`],
    ['GET', `/hotels/${hotelId}/invitations`],
    ['DELETE', `/hotels/${hotelId}/staff/alice`],
    ['POST', `/hotels/${hotelId}/room-categories`, { name: 'X', roomType: 'SUITE', price: 1, maxGuests: 1 }],
    ['PATCH', `/room-categories/${categoryId}`, { price: 1 }],
    ['DELETE', `/room-categories/${categoryId}`],
    ['POST', `/room-categories/${categoryId}/rooms`, { numbers: ['666'] }],
    ['POST', `/room-categories/${categoryId}/night-generations`, { startDate: '2030-01-01', endDate: '2030-01-02' }],
  ];
}

describe('the work of a hotel’s staff', () => {
  it.each([
    ['nobody', undefined, 401, 'not_authenticated'],
    ['a guest, also of the same user', 'guest', 403, 'not_allowed'],
    ['a service', 'service', 403, 'not_allowed'],
    ['staff of other hotels', 'other staff', 403, 'not_your_hotel'],
  ] as const)('is closed to %s', async (_, who, status, code) => {
    const before = await state();
    for (const [method, path, body] of staffWork()) {
      const answer = await world.call(method, path, who && tokens[who], body);
      expect([method, path, answer.status, answer.body['code']]).toEqual([method, path, status, code]);
    }
    expect(await state()).toEqual(before);
  });

  it('can be asked about generations only by them', async () => {
    const generationId = await world.generate(categoryId, { startDate: '2030-01-01', endDate: '2030-01-02' });
    const path = `/night-generations/${generationId}`;
    expect(await world.call('GET', path, tokens['other staff'])).toMatchObject({
      status: 403,
      body: { code: 'not_your_hotel' },
    });
    expect((await world.call('GET', path)).status).toBe(401);
    expect((await world.call('GET', path, world.staff)).status).toBe(200);
  });

  it('cannot be done on what is not there', async () => {
    for (const [method, path, body] of staffWork()) {
      const missing = path.replace(/\/(hotels|room-categories)\/\d+/, '/$1/999999');
      const answer = await world.call(method, missing, world.staff, body);
      expect([method, missing, answer.status]).toEqual([method, missing, 404]);
    }
  });

  it('begins with a hotel that any staff, and no guest, may add', async () => {
    const body = { name: 'H', address: 'A', city: 'C', country: 'FR', timezone: 'Europe/Paris', currency: 'EUR' };
    expect((await world.call('POST', '/hotels', undefined, body)).status).toBe(401);
    expect((await world.call('POST', '/hotels', tokens.guest, body)).status).toBe(403);
    expect((await world.call('POST', '/hotels', tokens.service, body)).status).toBe(403);
    expect((await world.call('POST', '/hotels', tokens['other staff'], body)).status).toBe(201);
  });
});

describe('the staff of a hotel', () => {
  const join = async (to: number, userId: string) => {
    expect((await world.call('PUT', `/hotels/${to}/staff/${userId}`, world.staff)).status).toBe(202);
    const token = await world.token('staff', userId);
    expect((await world.call('POST', `/invitations/${to}/accept`, token)).status).toBe(204);
  };

  it('can be joined by who is invited, who may then manage it and no other hotel', async () => {
    const [mine, neighbour] = [await world.addHotel(), await world.addHotel()];
    const bob = await world.token('staff', 'bob');
    expect((await world.call('PATCH', `/hotels/${mine}`, bob, { name: 'Bob’s' })).status).toBe(403);
    await join(mine, 'bob');
    expect((await world.call('PATCH', `/hotels/${mine}`, bob, { name: 'Bob’s' })).status).toBe(200);
    expect((await world.call('PATCH', `/hotels/${neighbour}`, bob, { name: 'Bob’s' })).status).toBe(403);
    const { body } = await world.call('GET', `/hotels/${mine}/staff`, bob);
    expect(body).toEqual({
      items: [
        { userId: 'alice', addedAt: expect.any(String) },
        { userId: 'bob', addedAt: expect.any(String) },
      ],
      nextCursor: null,
    });
  });

  it('is listed page by page', async () => {
    const mine = await world.addHotel();
    await join(mine, 'zoe');
    const first = await world.call('GET', `/hotels/${mine}/staff?limit=1`, world.staff);
    const second = await world.call(
      'GET',
      `/hotels/${mine}/staff?limit=1&cursor=${String(first.body['nextCursor'])}`,
      world.staff,
    );
    expect(first.body['items']).toMatchObject([{ userId: 'alice' }]);
    expect(second.body).toMatchObject({ items: [{ userId: 'zoe' }], nextCursor: null });
  });

  it('keeps its last member', async () => {
    const mine = await world.addHotel();
    const refused = await world.call('DELETE', `/hotels/${mine}/staff/alice`, world.staff);
    expect(refused).toMatchObject({ status: 409, body: { code: 'last_staff' } });
    expect((await world.call('GET', `/hotels/${mine}/staff`, world.staff)).status).toBe(200);
  });

  it('keeps one member when two remove each other at once', async () => {
    const mine = await world.addHotel();
    await join(mine, 'bob');
    const bob = await world.token('staff', 'bob');
    const answers = await Promise.all([
      world.call('DELETE', `/hotels/${mine}/staff/alice`, bob),
      world.call('DELETE', `/hotels/${mine}/staff/bob`, world.staff),
    ]);
    expect(answers.map(({ status }) => status)).toContain(204);
    expect(await world.database.query('SELECT userId FROM HotelStaff WHERE hotelId = ?', [mine])).toHaveLength(1);
  });

  it('is told to services, user by user', async () => {
    const carol = await world.token('staff', 'carol');
    const body = { name: 'H', address: 'A', city: 'C', country: 'FR', timezone: 'Europe/Paris', currency: 'EUR' };
    const hotelIds = [];
    for (let i = 0; i < 2; i++) hotelIds.push((await world.call('POST', '/hotels', carol, body)).body['hotelId']);
    const path = '/staff/carol/hotels';
    expect(await world.call('GET', path, tokens.service)).toMatchObject({ status: 200, body: { hotelIds } });
    expect((await world.call('GET', '/staff/nobody/hotels', tokens.service)).body).toEqual({ hotelIds: [] });
    for (const token of [undefined, carol, tokens.guest]) {
      expect((await world.call('GET', path, token)).status).toBe(token === undefined ? 401 : 403);
    }
  });
});
