import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
beforeAll(async () => {
  world = await InventoryWorld.start({ env: { SALE_WINDOW_DAYS: '5' } });
});
afterAll(() => world.close());

function add(categoryId: number, numbers: unknown) {
  return world.call('POST', `/room-categories/${categoryId}/rooms`, world.staff, { numbers });
}

async function capacities(categoryId: number): Promise<number[]> {
  return (await world.nights(categoryId)).map(({ capacity }) => capacity);
}

async function stored(hotelId: number): Promise<string[]> {
  const rows = await world.database.query<{ number: string }>('SELECT number FROM Room WHERE hotelId = ? ORDER BY id', [
    hotelId,
  ]);
  return rows.map(({ number }) => number);
}

describe('rooms', () => {
  it('are added in the order given, and put their category on sale', async () => {
    const hotelId = await world.addHotel();
    const categoryId = await world.addCategory(hotelId);
    const added = await add(categoryId, ['102', ' 101 ', '10b']);
    expect(added.status).toBe(201);
    const rooms = ['102', '101', '10b'].map((number) => ({ roomId: expect.any(Number) as number, number }));
    expect(added.body).toEqual({ rooms, roomCount: 3 });
    expect((await world.call('GET', `/room-categories/${categoryId}/rooms`)).body).toEqual({
      items: rooms,
      nextCursor: null,
    });
    await world.allFinished(categoryId);
    expect(await capacities(categoryId)).toEqual([3, 3, 3, 3, 3]);
  });

  it('raise the capacity of every night of their category, and of no other', async () => {
    const hotelId = await world.addHotel();
    const [categoryId, neighbour] = [
      await world.addCategory(hotelId, { name: 'A' }),
      await world.addCategory(hotelId, { name: 'B' }),
    ];
    await add(categoryId, ['1']);
    await add(neighbour, ['2', '3']);
    await Promise.all([world.allFinished(categoryId), world.allFinished(neighbour)]);
    expect((await add(categoryId, ['4', '5'])).body).toMatchObject({ roomCount: 3 });
    expect(await capacities(categoryId)).toEqual([3, 3, 3, 3, 3]);
    expect(await capacities(neighbour)).toEqual([2, 2, 2, 2, 2]);
  });

  it('are all counted when they are added at the same instant', async () => {
    const hotelId = await world.addHotel();
    const categoryId = await world.addCategory(hotelId);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => add(categoryId, [`${i}a`, `${i}b`])));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    await world.allFinished(categoryId);
    expect(await capacities(categoryId)).toEqual([16, 16, 16, 16, 16]);
    expect(await stored(hotelId)).toHaveLength(16);
  });

  it('are added once when the same request comes twice at the same instant', async () => {
    const hotelId = await world.addHotel();
    const categoryId = await world.addCategory(hotelId);
    const answers = await Promise.all([add(categoryId, ['1', '2']), add(categoryId, ['1', '2'])]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'room_number_taken', numbers: ['1', '2'] });
    await world.allFinished(categoryId);
    expect(await capacities(categoryId)).toEqual([2, 2, 2, 2, 2]);
    expect(await stored(hotelId)).toEqual(['1', '2']);
  });

  it('are added all or none: a number stands on one door of the hotel only', async () => {
    const hotelId = await world.addHotel();
    const [categoryId, other] = [
      await world.addCategory(hotelId, { name: 'A' }),
      await world.addCategory(hotelId, { name: 'B' }),
    ];
    await add(categoryId, ['101', '102']);
    await world.allFinished(categoryId);
    const refused = await add(other, ['103', '102']);
    expect(refused).toMatchObject({ status: 409, body: { code: 'room_number_taken', numbers: ['102'] } });
    expect(await stored(hotelId)).toEqual(['101', '102']);
    expect(await world.nights(other)).toEqual([]);
    expect(await capacities(categoryId)).toEqual([2, 2, 2, 2, 2]);
    const elsewhere = await world.addCategory(await world.addHotel());
    expect((await add(elsewhere, ['102'])).status).toBe(201);
  });

  it('go to one of two categories that want the same number at the same instant', async () => {
    const hotelId = await world.addHotel();
    const categories = [
      await world.addCategory(hotelId, { name: 'A' }),
      await world.addCategory(hotelId, { name: 'B' }),
    ];
    const answers = await Promise.all(categories.map((categoryId, i) => add(categoryId, [`${i}0`, '7'])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'room_number_taken',
      numbers: ['7'],
    });
    expect((await stored(hotelId)).filter((number) => number === '7')).toHaveLength(1);
  });

  it.each([
    ['none', []],
    ['no list', '101'],
    ['more than 500', Array.from({ length: 501 }, (_, i) => String(i))],
    ['an empty one', ['101', '']],
    ['a blank one', ['  ']],
    ['one of 21 characters', ['x'.repeat(21)]],
    ['one that is no text', [101]],
    ['the same twice', ['101', '101']],
    ['the same twice but for case', ['a1', 'A1']],
    ['the same twice but for an accent', ['É1', 'E1']],
  ])('are refused for numbers with %s', async (_, numbers) => {
    const hotelId = await world.addHotel();
    const categoryId = await world.addCategory(hotelId);
    const answer = await add(categoryId, numbers);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ field: 'numbers' }] } });
    expect(await stored(hotelId)).toEqual([]);
  });

  it('can be 500 at once, and are listed page by page', async () => {
    const categoryId = await world.addCategory(await world.addHotel());
    const numbers = Array.from({ length: 500 }, (_, i) => `Room ${i}`);
    expect((await add(categoryId, numbers)).status).toBe(201);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await world.call('GET', `/room-categories/${categoryId}/rooms?limit=100${cursor}`);
      seen.push(...(body['items'] as { number: string }[]).map(({ number }) => number));
      const next = body['nextCursor'] as string | null;
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(seen).toEqual(numbers);
  });
});
