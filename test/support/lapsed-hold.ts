import { randomUUID } from 'node:crypto';
import type { HoldAnswer } from '#contracts';
import type { TestCategory, TestSystem } from './system.js';

/** A category whose only room has a hold that has ended and was not swept: whoever books it is tried again after a sweep. */
export async function categoryWithLapsedHold(system: TestSystem): Promise<TestCategory> {
  const category = await system.category(1);
  const bookingId = randomUUID();
  const hold = { ...category.stay(), rooms: 1, totalGuests: 1, holdSeconds: 600 };
  const { status, body } = await system.toInventory<{ holds: HoldAnswer[] }>('POST', '/holds', {
    token: await system.serviceToken(),
    json: { holds: [{ bookingId, holder: 'guest-lapsed', holderRole: 'guest', ...hold }] },
  });
  if (body.holds[0]?.outcome !== 'held') throw new Error(`the hold was answered ${status} ${JSON.stringify(body)}`);
  await system.inventoryDb.query(
    'UPDATE Hold SET deadline = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE bookingId = ?',
    [bookingId],
  );
  return category;
}
