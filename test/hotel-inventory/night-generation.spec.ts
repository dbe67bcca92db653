import { randomUUID } from 'node:crypto';
import { addDays, dateIn } from '#contracts';
import { GenerationBatches } from '../../apps/hotel-inventory/src/night-generation/generation-batches.service.js';
import { GenerationQueue } from '../../apps/hotel-inventory/src/night-generation/generation-queue.service.js';
import { NightGenerationRepository } from '../../apps/hotel-inventory/src/night-generation/night-generation.repository.js';
import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
beforeAll(async () => {
  world = await InventoryWorld.start({ env: { SALE_WINDOW_DAYS: '1' } });
});
afterAll(() => world.close());

/** Two rooms on sale for today alone. */
async function categoryWithRooms(): Promise<number> {
  const categoryId = await world.addCategory(await world.addHotel());
  await world.addRooms(categoryId, ['1', '2']);
  await world.allFinished(categoryId);
  return categoryId;
}

async function dates(categoryId: number, from: string): Promise<string[]> {
  return (await world.nights(categoryId)).map(({ date }) => date).filter((date) => date >= from);
}

/** A generation that no worker was told of. */
async function quietGeneration(
  categoryId: number,
  startDate: string,
  endDate: string,
  batchSize: number,
): Promise<string> {
  const generationId = randomUUID();
  await world.database.query(
    `INSERT INTO NightGeneration (id, categoryId, startDate, endDate, batchSize, nextDate, updatedAt)
     VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))`,
    [generationId, categoryId, startDate, endDate, batchSize, startDate],
  );
  return generationId;
}

const tellWorkers = () => world.inventory.app.get(GenerationQueue).enqueueUnfinished();

async function progress(generationId: string) {
  const { body } = await world.call('GET', `/night-generations/${generationId}`, world.staff);
  return { state: body['state'], done: body['done'], created: body['created'], skipped: body['skipped'] };
}

describe('a generation of nights', () => {
  it('makes every night with the rooms and the price of now, of its category only', async () => {
    const [categoryId, neighbour] = [await categoryWithRooms(), await categoryWithRooms()];
    const before = await world.nights(neighbour);
    const path = `/room-categories/${categoryId}/night-generations`;
    const accepted = await world.call('POST', path, world.staff, { startDate: '2030-05-01', endDate: '2030-05-04' });
    expect(accepted).toMatchObject({ status: 202, body: { generationId: expect.any(String) } });
    expect(await world.finished(String(accepted.body['generationId']))).toEqual({
      generationId: accepted.body['generationId'],
      roomCategoryId: categoryId,
      state: 'DONE',
      startDate: '2030-05-01',
      endDate: '2030-05-04',
      priceOverride: null,
      batchSize: 100,
      total: 3,
      done: 3,
      created: 3,
      skipped: 0,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const night = { capacity: 2, held: 0, sold: 0, price: 12_000 };
    expect((await world.nights(categoryId)).slice(1)).toEqual([
      { date: '2030-05-01', ...night },
      { date: '2030-05-02', ...night },
      { date: '2030-05-03', ...night },
    ]);
    expect(await world.nights(neighbour)).toEqual(before);
  });

  it('takes another price where one is given', async () => {
    const categoryId = await categoryWithRooms();
    await world.finished(
      await world.generate(categoryId, { startDate: '2030-05-01', endDate: '2030-05-02', priceOverride: 1 }),
    );
    await world.finished(
      await world.generate(categoryId, { startDate: '2030-05-02', endDate: '2030-05-03', priceOverride: 7 }),
    );
    expect((await world.nights(categoryId)).slice(1).map(({ price }) => price)).toEqual([1, 7]);
  });

  it('leaves nights that exist as they are', async () => {
    const categoryId = await categoryWithRooms();
    await world.database.query(
      `INSERT INTO CategoryNight (categoryId, date, capacity, held, sold, price) VALUES (?, '2030-05-02', 2, 1, 1, 5)`,
      [categoryId],
    );
    const wanted = { startDate: '2030-05-01', endDate: '2030-05-04' };
    expect(await world.finished(await world.generate(categoryId, wanted))).toMatchObject({ created: 2, skipped: 1 });
    const after = await world.nights(categoryId);
    expect(after.slice(1).map(({ held, sold, price }) => [held, sold, price])).toEqual([
      [0, 0, 12_000],
      [1, 1, 5],
      [0, 0, 12_000],
    ]);
    expect(await world.finished(await world.generate(categoryId, wanted))).toMatchObject({ created: 0, skipped: 3 });
    expect(await world.nights(categoryId)).toEqual(after);
  });

  it('makes each night once when many overlap at the same instant', async () => {
    const categoryId = await categoryWithRooms();
    const ids = await Promise.all(
      [0, 5, 10, 15].map((days) =>
        world.generate(categoryId, { startDate: addDays('2030-05-01', days), endDate: '2030-06-01' }),
      ),
    );
    const done = await Promise.all(ids.map((id) => world.finished(id)));
    expect(done.reduce((sum, { created }) => sum + Number(created), 0)).toBe(31);
    expect(await dates(categoryId, '2030-05-01')).toHaveLength(31);
  });

  it('counts a batch once when many workers have it at the same instant', async () => {
    const categoryId = await categoryWithRooms();
    const id = await quietGeneration(categoryId, '2030-05-01', '2030-05-31', 7);
    const batches = world.inventory.app.get(GenerationBatches);
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        while (await batches.runNext(id));
      }),
    );
    const done = { state: 'DONE', done: 30, created: 30, skipped: 0 };
    expect(await progress(id)).toEqual(done);
    expect(await dates(categoryId, '2030-05-01')).toHaveLength(30);
    expect(await batches.runNext(id)).toBe(false);
    expect(await progress(id)).toEqual(done);
  });

  it('is gone on with by another process when one dies between two batches', async () => {
    const categoryId = await categoryWithRooms();
    const id = await quietGeneration(categoryId, '2030-05-01', '2030-05-08', 3);
    expect(await world.inventory.app.get(GenerationBatches).runNext(id)).toBe(true);
    expect(await progress(id)).toEqual({ state: 'PENDING', done: 3, created: 3, skipped: 0 });
    const replica = await world.startReplica();
    try {
      while (await replica.app.get(GenerationBatches).runNext(id));
    } finally {
      await replica.close();
    }
    expect(await progress(id)).toEqual({ state: 'DONE', done: 7, created: 7, skipped: 0 });
    expect(await dates(categoryId, '2030-05-01')).toHaveLength(7);
  });

  it('leaves nothing of a batch that failed half-way', async () => {
    const categoryId = await categoryWithRooms();
    const id = await quietGeneration(categoryId, '2030-05-01', '2030-05-08', 3);
    const batches = world.inventory.app.get(GenerationBatches);
    const generations = world.inventory.app.get(NightGenerationRepository);
    generations.advance = () => Promise.reject(new Error('the process died'));
    await expect(batches.runNext(id)).rejects.toThrow('the process died');
    Reflect.deleteProperty(generations, 'advance');
    expect(await dates(categoryId, '2030-05-01')).toEqual([]);
    expect(await progress(id)).toEqual({ state: 'PENDING', done: 0, created: 0, skipped: 0 });
    while (await batches.runNext(id));
    expect(await progress(id)).toEqual({ state: 'DONE', done: 7, created: 7, skipped: 0 });
  });

  it('has all rooms in every night, also those that are added meanwhile', async () => {
    const categoryId = await categoryWithRooms();
    const generationId = await quietGeneration(categoryId, '2030-05-01', '2030-08-09', 1);
    await tellWorkers();
    for (let i = 10; i < 20; i++) await world.addRooms(categoryId, [String(i)]);
    await world.finished(generationId);
    const capacities = (await world.nights(categoryId)).map(({ capacity }) => capacity);
    expect(capacities).toEqual(Array(101).fill(12));
  });

  it('ends with its category', async () => {
    const categoryId = await categoryWithRooms();
    const id = await quietGeneration(categoryId, '2030-05-01', '2031-05-01', 1);
    await tellWorkers();
    expect((await world.call('DELETE', `/room-categories/${categoryId}`, world.staff)).status).toBe(204);
    expect((await world.call('GET', `/night-generations/${id}`, world.staff)).body).toMatchObject({
      code: 'night_generation_not_found',
    });
    expect(await world.inventory.app.get(GenerationBatches).runNext(id)).toBe(false);
    expect(await world.nights(categoryId)).toEqual([]);
  });

  it.each([
    ['clocks go forward', 'Europe/Lisbon', '2030-03-30', '2030-04-02', ['2030-03-30', '2030-03-31', '2030-04-01']],
    ['clocks go back', 'America/New_York', '2030-11-02', '2030-11-05', ['2030-11-02', '2030-11-03', '2030-11-04']],
    ['midnight does not exist', 'Africa/Cairo', '2030-04-25', '2030-04-28', ['2030-04-25', '2030-04-26', '2030-04-27']],
    ['the month ends', 'Asia/Tokyo', '2030-04-29', '2030-05-02', ['2030-04-29', '2030-04-30', '2030-05-01']],
    ['the year ends', 'Asia/Tokyo', '2030-12-31', '2031-01-02', ['2030-12-31', '2031-01-01']],
    ['there is a leap day', 'Asia/Kuwait', '2028-02-28', '2028-03-02', ['2028-02-28', '2028-02-29', '2028-03-01']],
    ['there is none', 'Asia/Kuwait', '2030-02-28', '2030-03-02', ['2030-02-28', '2030-03-01']],
  ])('has every date once where %s', async (_, timezone, startDate, endDate, expected) => {
    const categoryId = await world.addCategory(await world.addHotel({ timezone }));
    const id = await quietGeneration(categoryId, startDate, endDate, 2);
    await tellWorkers();
    await world.finished(id);
    expect(await dates(categoryId, startDate)).toEqual(expected);
  });
});

describe('a generation of nights that makes no sense', () => {
  const range = { startDate: '2030-05-01', endDate: '2030-05-02' };

  it.each([
    ['startDate', { startDate: '2030-02-30' }],
    ['startDate', { startDate: 'tomorrow' }],
    ['startDate', { startDate: '2030-05-01T00:00:00Z' }],
    ['endDate', { endDate: '2030-05-01' }],
    ['endDate', { endDate: '2030-04-30' }],
    ['endDate', { endDate: '2032-05-21' }],
    ['priceOverride', { priceOverride: -1 }],
    ['priceOverride', { priceOverride: 0 }],
    ['priceOverride', { priceOverride: 100_000_001 }],
    ['priceOverride', { priceOverride: '7' }],
    ['batchSize', { batchSize: 49 }],
    ['batchSize', { batchSize: 1_001 }],
    ['price', { price: 7 }],
  ])('is refused for %s: %j', async (field, wrong) => {
    const categoryId = await world.addCategory(await world.addHotel());
    const path = `/room-categories/${categoryId}/night-generations`;
    const answer = await world.call('POST', path, world.staff, { ...range, ...wrong });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ field }] } });
    expect(await world.database.query('SELECT id FROM NightGeneration WHERE categoryId = ?', [categoryId])).toEqual([]);
  });

  it('may begin today at the hotel, not yesterday', async () => {
    const timezone = 'Pacific/Kiritimati';
    const categoryId = await world.addCategory(await world.addHotel({ timezone }));
    const path = `/room-categories/${categoryId}/night-generations`;
    const today = dateIn(timezone, new Date());
    const late = { startDate: addDays(today, -1), endDate: addDays(today, 1) };
    expect(await world.call('POST', path, world.staff, late)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'startDate', message: expect.stringContaining(today) }] },
    });
    expect((await world.call('POST', path, world.staff, { ...late, startDate: today })).status).toBe(202);
  });

  it('cannot be asked about', async () => {
    expect((await world.call('GET', `/night-generations/${randomUUID()}`, world.staff)).status).toBe(404);
    expect(await world.call('GET', '/night-generations/7', world.staff)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'generationId' }] },
    });
  });
});
