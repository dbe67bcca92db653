import { Retention } from '../../apps/hotel-inventory/src/retention/retention.service.js';
import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
beforeAll(async () => {
  world = await InventoryWorld.start();
});
afterAll(() => world.close());

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

it('a generation of nights is kept for a week after it is done, and its nights for good', async () => {
  const retention = world.inventory.app.get(Retention, { strict: false });
  const categoryId = await world.addCategory(await world.addHotel());
  const range = { startDate: '2030-05-01', endDate: '2030-05-04' };
  const done = await world.generate(categoryId, range);
  await world.finished(done);
  const status = async () => (await world.call('GET', `/night-generations/${done}`, world.staff)).status;

  await retention.prune(inDays(6));
  expect(await status()).toBe(200);
  await retention.prune(inDays(8));
  expect(await status()).toBe(404);
  expect(await world.nights(categoryId)).toHaveLength(3);
});
