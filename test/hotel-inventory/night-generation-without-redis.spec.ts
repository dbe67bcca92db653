import { EnqueueGenerationsTask } from '../../apps/hotel-inventory/src/night-generation/enqueue-generations.task.js';
import { FillSaleWindowTask } from '../../apps/hotel-inventory/src/night-generation/fill-sale-window.task.js';
import { InventoryWorld } from '../support/inventory-world.js';
import { type PrivateServer, startPrivateRedis } from '../support/services.js';
import { until } from '../support/until.js';

const wanted = { startDate: '2030-05-01', endDate: '2030-05-11' };

let redis: PrivateServer;
let world: InventoryWorld;
let categoryId: number;
beforeEach(async () => {
  redis = await startPrivateRedis();
  world = await InventoryWorld.start({ redisUrl: redis.url, env: { SALE_WINDOW_DAYS: '2' } });
  categoryId = await world.addCategory(await world.addHotel());
});
afterEach(async () => {
  await world.close();
  await redis.remove();
});

/** Asks at once and in time: neither longer than a person waits nor than a proxy does. */
async function ask(): Promise<string> {
  const before = Date.now();
  const answer = await world.call('POST', `/room-categories/${categoryId}/night-generations`, world.staff, wanted);
  expect(answer.status).toBe(202);
  expect(Date.now() - before).toBeLessThan(1_500);
  return String(answer.body['generationId']);
}

/** As the schedule does, until the workers have their connection again. */
async function doneSoon(generationId: string, { app } = world.inventory): Promise<Record<string, unknown>> {
  const task = app.get(EnqueueGenerationsTask);
  return until('the generation', async () => {
    await task.run();
    const { body } = await world.call('GET', `/night-generations/${generationId}`, world.staff);
    return body['state'] === 'DONE' ? body : undefined;
  });
}

describe('a generation of nights without Redis', () => {
  it('is accepted, waits, and is done when Redis is back', async () => {
    await redis.stop();
    const generationId = await ask();
    await world.inventory.app.get(EnqueueGenerationsTask).run();
    expect((await world.call('GET', `/night-generations/${generationId}`, world.staff)).body).toMatchObject({
      state: 'PENDING',
      done: 0,
    });
    expect((await fetch(`${world.inventory.url}/health/ready`)).status).toBe(200);
    await redis.start();
    expect(await doneSoon(generationId)).toMatchObject({ created: 10, skipped: 0 });
    expect(await world.nights(categoryId)).toHaveLength(10);
  });

  it('is accepted while Redis does not answer', async () => {
    redis.pause();
    const generationId = await ask();
    redis.resume();
    expect(await doneSoon(generationId)).toMatchObject({ created: 10 });
  });

  it('is done after Redis came back empty', async () => {
    await redis.stop();
    const generationId = await ask();
    await redis.remove();
    // Another Redis, at another address: a replica that knows of nothing but the rows.
    redis = await startPrivateRedis();
    world.env.REDIS_URL = redis.url;
    const replica = await world.startReplica();
    try {
      expect(await doneSoon(generationId, replica)).toMatchObject({ created: 10 });
    } finally {
      await replica.close();
    }
  });

  it('does not keep the app from stopping', async () => {
    const replica = await world.startReplica();
    await redis.stop();
    await ask();
    const before = Date.now();
    await replica.close();
    expect(Date.now() - before).toBeLessThan(5_000);
  });

  it('is asked for by the sale window all the same', async () => {
    await redis.stop();
    await world.addRooms(categoryId, ['1']);
    await world.inventory.app.get(FillSaleWindowTask).fill(new Date('2030-05-01T12:00:00Z'));
    const sql = 'SELECT startDate, endDate FROM NightGeneration WHERE categoryId = ? ORDER BY startDate DESC LIMIT 1';
    expect(await world.database.query(sql, [categoryId])).toEqual([{ startDate: '2030-05-01', endDate: '2030-05-03' }]);
  });
});
