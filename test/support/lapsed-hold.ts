import { randomUUID } from 'node:crypto';
import type { TestCategory, TestSystem } from './system.js';

/** A category whose only room has a hold that has ended and was not swept: whoever books it has to go alone. */
export async function categoryWithLapsedHold(system: TestSystem): Promise<TestCategory> {
  const category = await system.category(1);
  const bookingId = randomUUID();
  const { status } = await system.toInventory('PUT', `/holds/${bookingId}`, {
    token: await system.serviceToken(),
    json: { ...category.stay(), rooms: 1, totalGuests: 1, holdSeconds: 600 },
  });
  if (status !== 200) throw new Error(`the hold was answered ${status}`);
  await system.inventoryDb.query(
    'UPDATE Hold SET deadline = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE bookingId = ?',
    [bookingId],
  );
  return category;
}
