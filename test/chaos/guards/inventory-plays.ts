import { randomUUID } from 'node:crypto';
import { addDays } from '#contracts';
import { HoldSweep } from '../../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { GenerationBatches } from '../../../apps/hotel-inventory/src/night-generation/generation-batches.service.js';
import { RoomPlanner } from '../../../apps/hotel-inventory/src/room-plan/room-planner.service.js';
import { patiently } from './patiently.js';
import { freeHold, takeHold } from './hold-requests.js';
import type { World } from './world.js';

/** How holds are read before something becomes of them: the last that is looked at before one is taken. */
const READ = /SELECT bookingId, status.* FROM Hold WHERE bookingId IN /s;

/** One room: three guests book it, three holds want it at once, and one takes it from another who has looked already. */
export async function threeForOneRoom(world: World): Promise<void> {
  const { system } = world;
  const category = await system.category(1);
  const bookAs = (n: number) => {
    const wish = { userId: `guest-${n}`, key: randomUUID(), ...category.stay(1, 1) };
    return patiently(() => system.book(category, wish));
  };
  // Alone: who is not told apart by a look gets rooms together with the others or not at all.
  expect((await bookAs(1)).status).toBe(201);
  await Promise.all([bookAs(2), bookAs(3)]);
  const other = await system.category(1);
  const holds = await Promise.all([1, 2, 3].map((n) => takeHold(world, other, { holder: `guest-${n}` })));
  expect(holds).toContain('held');
  await overtaken(world, 1);
}

/** One night of a stay goes to somebody else after its hold was begun. */
export async function nightLostOnTheWay(world: World): Promise<void> {
  await overtaken(world, 2);
}

/** A hold of so many nights has looked, and somebody else takes the first of them from it. */
async function overtaken(world: World, nights: number): Promise<void> {
  const category = await world.system.category(1);
  const looked = world.inventoryDatabase.holdAnswerTo(READ);
  const slow = takeHold(world, category, { nights, holder: 'guest-slow' });
  await looked.held;
  expect(await takeHold(world, category, { nights: 1, holder: 'guest-fast' })).toBe('held');
  looked.release();
  await slow;
}

/** A room is added between the count of the rooms and the nights that are made from it. */
export async function roomBesideNewNights(world: World): Promise<void> {
  const { system } = world;
  const category = await system.category(1, { nights: 3 });
  const id = randomUUID();
  await system.inventoryDb.query(
    `INSERT INTO NightGeneration (id, categoryId, startDate, endDate, batchSize, nextDate, updatedAt)
     VALUES (?, ?, ?, ?, 10, ?, UTC_TIMESTAMP(3))`,
    [id, category.id, addDays(category.firstDate, 3), addDays(category.firstDate, 6), addDays(category.firstDate, 3)],
  );
  const counted = world.inventoryDatabase.holdAnswerTo(/SELECT COUNT\(\*\) AS rooms FROM Room/);
  const batch = system.inventory.app.get(GenerationBatches, { strict: false }).runNext(id);
  await counted.held;
  const added = system.toInventory('POST', `/room-categories/${category.id}/rooms`, {
    token: await system.token('staff-1', 'staff'),
    json: { numbers: ['2'] },
  });
  await world.inventoryLocks.doneOrWaiting(added);
  counted.release();
  await batch;
  expect((await added).status).toBe(201);
  expect(await system.nights(category.id)).toHaveLength(6);
}

/** Two copies of a hold at the same instant, and one that is overtaken after it has looked whether it is known. */
export async function holdTwice(world: World): Promise<void> {
  const category = await world.system.category(6);
  const bookingId = randomUUID();
  const copies = await Promise.all([1, 2].map(() => takeHold(world, category, { bookingId })));
  expect(copies).toEqual(['held', 'held']);
  const another = randomUUID();
  const looked = world.inventoryDatabase.holdAnswerTo(READ);
  const slow = takeHold(world, category, { bookingId: another });
  await looked.held;
  expect(await takeHold(world, category, { bookingId: another })).toBe('held');
  looked.release();
  expect(await slow).toBe('held');
}

/** Beside the hold of a neighbour, one hold is released twice at the same instant, and another one lapses twice. */
export async function freedTwice(world: World): Promise<void> {
  await twiceAtOnce(world, freeHold);
  const inAnHour = new Date(Date.now() + 3_600_000);
  await twiceAtOnce(world, ({ system }, bookingId) =>
    system.inventory.app.get(HoldSweep, { strict: false }).lapse([bookingId], { now: inAnHour }),
  );
}

async function twiceAtOnce(world: World, free: (world: World, bookingId: string) => Promise<unknown>): Promise<void> {
  const category = await world.system.category(3);
  const bookingId = randomUUID();
  expect(await takeHold(world, category, { bookingId })).toBe('held');
  expect(await takeHold(world, category)).toBe('held');
  const read = world.inventoryDatabase.holdAnswerTo(READ);
  const first = free(world, bookingId);
  await read.held;
  const second = free(world, bookingId);
  await world.inventoryLocks.doneOrWaiting(second);
  read.release();
  await Promise.all([first, second]);
}

/** One stay is sold, a plan of its room is begun, another stay of the same night is sold, and a second plan is made. */
export async function twoPlansAtOnce(world: World): Promise<void> {
  const { system } = world;
  const category = await system.category(2);
  const [key, laterKey] = [randomUUID(), randomUUID()];
  for (const one of [key, laterKey]) {
    const { status } = await patiently(() => system.book(category, { key: one, ...category.stay(1, 1) }));
    expect(status).toBe(201);
  }
  const planner = system.inventory.app.get(RoomPlanner, { strict: false });
  expect((await patiently(() => system.confirm(key))).status).toBe(200);
  const read = world.inventoryDatabase.holdAnswerTo(/FROM Room r STRAIGHT_JOIN RoomNight/);
  const first = planner.plan();
  await read.held;
  expect((await patiently(() => system.confirm(laterKey))).status).toBe(200);
  const second = planner.plan();
  await world.inventoryLocks.doneOrWaiting(second);
  read.release();
  // One of the two is enough: whoever comes too late leaves it to the next plan.
  expect(Math.max(...(await Promise.all([first, second])))).toBeGreaterThan(0);
}
