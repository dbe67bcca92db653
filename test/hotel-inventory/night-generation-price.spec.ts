import { randomUUID } from 'node:crypto';
import { GenerationQueue } from '../../apps/hotel-inventory/src/night-generation/generation-queue.service.js';
import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
beforeAll(async () => {
  world = await InventoryWorld.start();
});
afterAll(() => world.close());

/** Without rooms, so that the sale window makes no nights of it. */
async function newCategory(): Promise<number> {
  return world.addCategory(await world.addHotel());
}

describe('a price for nights', () => {
  const wanted = { startDate: '2030-05-01', endDate: '2030-05-04', priceOverride: 9 };
  const path = (categoryId: number) => `/room-categories/${categoryId}/night-generations`;

  it('is refused where one of them exists, which is named; nothing is made', async () => {
    const categoryId = await newCategory();
    await world.finished(await world.generate(categoryId, { startDate: '2030-05-02', endDate: '2030-05-03' }));
    expect(await world.call('POST', path(categoryId), world.staff, wanted)).toMatchObject({
      status: 409,
      body: { code: 'nights_exist', nights: ['2030-05-02'], nightsInAll: 1 },
    });
    expect((await world.nights(categoryId)).map(({ date }) => date)).toEqual(['2030-05-02']);
  });

  it('names the first ten, and says how many there are', async () => {
    const categoryId = await newCategory();
    await world.finished(await world.generate(categoryId, { startDate: '2030-05-01', endDate: '2030-06-01' }));
    const { body } = await world.call('POST', path(categoryId), world.staff, { ...wanted, endDate: '2030-07-01' });
    expect(body).toMatchObject({ code: 'nights_exist', nightsInAll: 31 });
    expect(body['nights']).toHaveLength(10);
  });

  it('is refused for nights that are being made', async () => {
    const categoryId = await newCategory();
    const id = randomUUID();
    // No worker was told of it.
    await world.database.query(
      `INSERT INTO NightGeneration (id, categoryId, startDate, endDate, batchSize, nextDate, updatedAt)
       VALUES (?, ?, '2030-05-03', '2030-05-09', 100, '2030-05-03', UTC_TIMESTAMP(3))`,
      [id, categoryId],
    );
    expect(await world.call('POST', path(categoryId), world.staff, wanted)).toMatchObject({
      status: 409,
      body: { code: 'nights_exist', nights: ['2030-05-03'] },
    });
    await world.inventory.app.get(GenerationQueue).enqueueUnfinished();
    await world.finished(id);
  });

  it('is taken once of many that are sent at the same instant', async () => {
    const categoryId = await newCategory();
    const sent = Array.from({ length: 6 }, (_, n) =>
      world.call('POST', path(categoryId), world.staff, { ...wanted, priceOverride: n + 1 }),
    );
    const answers = await Promise.all(sent);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409, 409]);
    const taken = answers.findIndex(({ status }) => status === 202);
    await world.finished(String(answers[taken]?.body['generationId']));
    expect((await world.nights(categoryId)).map(({ price }) => price)).toEqual(Array(3).fill(taken + 1));
  });

  it('is for those beside nights that exist', async () => {
    const categoryId = await newCategory();
    await world.finished(await world.generate(categoryId, { startDate: '2030-05-04', endDate: '2030-05-06' }));
    await world.finished(await world.generate(categoryId, wanted));
    expect((await world.nights(categoryId)).map(({ price }) => price)).toEqual([9, 9, 9, 12_000, 12_000]);
  });
});
