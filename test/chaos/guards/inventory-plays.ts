import { randomUUID } from 'node:crypto';
import { addDays } from '#contracts';
import { GenerationBatches } from '../../../apps/hotel-inventory/src/night-generation/generation-batches.service.js';
import type { TestCategory } from '../../support/category.js';
import { patiently } from './patiently.js';
import type { World } from './world.js';

/** Three guests at once want the last room, together by booking and each by one of its own. */
export async function threeForOneRoom(world: World): Promise<void> {
  const { system } = world;
  const category = await system.category(1);
  const answers = await Promise.all(
    [1, 2, 3].map((n) => {
      const wish = { userId: `guest-${n}`, key: randomUUID(), ...category.stay(1, 1) };
      return patiently(() => system.book(category, wish));
    }),
  );
  expect(answers.map(({ status }) => status)).toContain(201);
  const other = await system.category(1);
  const alone = await Promise.all([1, 2, 3].map(() => putHold(world, other)));
  expect(alone.map(({ status }) => status)).toContain(200);
}

/** One night of a stay goes to somebody else after its hold was begun, of one that goes alone and of one that does not. */
export async function nightLostOnTheWay(world: World): Promise<void> {
  await lostAt(world, /INSERT INTO Hold/, putHold);
  // The last that is read before anything is taken.
  await lostAt(world, /FROM Holder/, postHold);
}

async function lostAt(world: World, statement: RegExp, take: typeof putHold): Promise<void> {
  const category = await world.system.category(1);
  const begun = world.inventoryDatabase.holdAnswerTo(statement);
  const twoNights = take(world, category, { nights: 2 });
  await begun.held;
  expect((await putHold(world, category, { nights: 1 })).status).toBe(200);
  begun.release();
  await twoNights;
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

/** Two copies of a hold at the same instant, and one that comes with others after it has looked whether it is known. */
export async function holdTwice(world: World): Promise<void> {
  const category = await world.system.category(6);
  const bookingId = randomUUID();
  const copies = await Promise.all([1, 2].map(() => putHold(world, category, { bookingId })));
  expect(copies.map(({ status }) => status)).toEqual([200, 200]);
  const overtaken = randomUUID();
  const looked = world.inventoryDatabase.holdAnswerTo(/FROM Holder/);
  const together = postHold(world, category, { bookingId: overtaken });
  await looked.held;
  expect((await putHold(world, category, { bookingId: overtaken })).status).toBe(200);
  looked.release();
  expect((await together).status).toBe(200);
}

/** Two releases of one hold at the same instant, beside the hold of a neighbour: one by one, and with others. */
export async function releaseTwice(world: World): Promise<void> {
  await twiceAtOnce(world, /SELECT .* FROM Hold\s+WHERE bookingId = /s, deleteHold);
  await twiceAtOnce(world, /SELECT .* FROM Hold\s+WHERE bookingId IN /s, postRelease);
}

async function twiceAtOnce(world: World, reading: RegExp, free: typeof deleteHold): Promise<void> {
  const category = await world.system.category(3);
  const bookingId = randomUUID();
  await putHold(world, category, { bookingId });
  expect((await putHold(world, category)).status).toBe(200);
  const read = world.inventoryDatabase.holdAnswerTo(reading);
  const first = free(world, bookingId);
  await read.held;
  const second = free(world, bookingId);
  await world.inventoryLocks.doneOrWaiting(second);
  read.release();
  expect([200, 204]).toContain((await second).status);
  await first;
}

/** Two bookings of the same night get their rooms. */
export async function twoConfirmsOfOneNight({ system }: World): Promise<void> {
  const category = await system.category(2);
  const keys = [randomUUID(), randomUUID()];
  for (const key of keys) await patiently(() => system.book(category, { key, ...category.stay(1, 1) }));
  const statuses = [];
  for (const key of keys) statuses.push((await patiently(() => system.confirm(key))).status);
  expect(statuses[0]).toBe(200);
}

/** A hold that no booking stands on: as good as any other for hotel-inventory. */
async function putHold(
  { system }: World,
  category: TestCategory,
  { bookingId = randomUUID(), nights = 1 }: { bookingId?: string; nights?: number } = {},
) {
  return system.toInventory('PUT', `/holds/${bookingId}`, {
    token: await system.serviceToken(),
    json: { ...category.stay(1, nights), rooms: 1, totalGuests: 1, holdSeconds: 600 },
  });
}

/** The same with a request for many. */
async function postHold(
  { system }: World,
  category: TestCategory,
  { bookingId = randomUUID(), nights = 1 }: { bookingId?: string; nights?: number } = {},
) {
  const hold = { ...category.stay(1, nights), rooms: 1, totalGuests: 1, holdSeconds: 600 };
  return system.toInventory('POST', '/holds', {
    token: await system.serviceToken(),
    json: { holds: [{ bookingId, holder: 'guest-1', ...hold }] },
  });
}

async function deleteHold({ system }: World, bookingId: string) {
  return system.toInventory('DELETE', `/holds/${bookingId}`, { token: await system.serviceToken() });
}

async function postRelease({ system }: World, bookingId: string) {
  const token = await system.serviceToken();
  return system.toInventory('POST', '/holds/releases', { token, json: { bookingIds: [bookingId] } });
}
