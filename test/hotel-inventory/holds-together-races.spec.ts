import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HoldAnswer, NamedHoldRequest } from '#contracts';
import { Database, type Transaction } from '#database';
import { NightRepository } from '../../apps/hotel-inventory/src/night/night.repository.js';
import { LockWaits } from '../chaos/guards/lock-waits.js';
import { createDatabases } from '../support/databases.js';
import { brokenInvariants } from '../support/invariants.js';
import type { SystemOptions, TestCategory } from '../support/system.js';
import { CapsWorld, datesOf, wishFor } from './hold-caps-world.js';

const NO_LIMITS = { HOLDS_PER_GUEST: '0', HOLDS_ABANDONED_PER_HOUR: '0', ROOM_NIGHTS_PER_HOLD: '0' };
const ROOMS = 5;

async function withWorld(work: (world: CapsWorld) => Promise<void>, options: SystemOptions = {}) {
  const world = await CapsWorld.start(NO_LIMITS, options);
  try {
    await work(world);
  } finally {
    await world.close();
  }
}

const count = (answers: readonly HoldAnswer[], outcome: HoldAnswer['outcome']) =>
  answers.filter((answer) => answer.outcome === outcome).length;

/** All of a batch: those who are told `alone` ask alone, as booking does. Answers how many have their rooms. */
async function takeAll(world: CapsWorld, requests: readonly NamedHoldRequest[]): Promise<number> {
  const answers = await world.takeTogether(requests);
  const alone = requests.filter((_, index) => answers[index]?.outcome === 'alone');
  const statuses = (await Promise.all(alone.map((request) => world.takeAlone(request)))).map(({ status }) => status);
  expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
  return count(answers, 'held') + statuses.filter((status) => status === 200).length;
}

it('batches at once for the same nights, in different orders, get exactly the rooms there are', () =>
  withWorld(async (world) => {
    for (let round = 0; round < 5; round++) {
      const categories = await Promise.all([1, 2, 3].map(() => world.system.category(ROOMS, { nights: 4 })));
      const nights = categories.flatMap((category) => [1, 2].map((from) => ({ category, from })));
      const batch = (order: typeof nights) =>
        order.flatMap(({ category, from }) =>
          Array.from({ length: 3 }, () => wishFor(category, datesOf(category, from, 1))),
        );
      const orders = [nights, [...nights].reverse(), nights.slice(3).concat(nights.slice(0, 3))];
      const taken = await Promise.all(orders.map((order) => takeAll(world, batch(order))));
      expect(taken.reduce((sum, n) => sum + n, 0)).toBe(nights.length * ROOMS);
      for (const { id } of categories) {
        expect((await world.system.nights(id)).map((night) => night.held)).toEqual([0, ROOMS, ROOMS, 0]);
      }
    }
    expect(await brokenInvariants(world.system)).toEqual([]);
  }));

it('batches at once by the same guests, who never were here, count each hold once', () =>
  withWorld(async (world) => {
    for (let round = 0; round < 5; round++) {
      const category = await world.system.category(60);
      const guests = Array.from({ length: 10 }, () => randomUUID());
      const batches = [guests, [...guests].reverse(), guests.slice(5).concat(guests.slice(0, 5))];
      const taken = await Promise.all(
        batches.map((holders) =>
          takeAll(
            world,
            holders.map((holder) => wishFor(category, { holder })),
          ),
        ),
      );
      expect(taken).toEqual([10, 10, 10]);
      for (const guest of guests) expect(await world.counts(guest)).toMatchObject({ live: 3, held: 3 });
    }
    expect(await brokenInvariants(world.system)).toEqual([]);
  }));

it('copies of a batch at once take each hold once', () =>
  withWorld(async (world) => {
    const category = await world.system.category(40);
    const requests = Array.from({ length: 20 }, () => wishFor(category));
    const taken = await Promise.all([requests, [...requests].reverse(), requests].map((some) => takeAll(world, some)));
    // Each copy is told of all of them.
    expect(taken).toEqual([20, 20, 20]);
    expect((await world.system.nights(category.id))[1]).toMatchObject({ held: 20 });
    expect(await brokenInvariants(world.system)).toEqual([]);
  }));

it('a batch that is the victim of a deadlock leaves nothing of what it had begun, and is done once more', () =>
  withWorld(async (world) => {
    const category = await world.system.category(ROOMS);
    const request = wishFor(category);
    const { answers, wasDeadlock } = await asVictim(world, category, request);
    expect(wasDeadlock).toBe(true);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['held']);
    expect((await world.system.nights(category.id))[1]).toMatchObject({ held: 1 });
    expect((await world.takeAlone(request)).status).toBe(200);
    expect((await world.system.nights(category.id))[1]).toMatchObject({ held: 1 });
    expect(await brokenInvariants(world.system)).toEqual([]);
  }));

it('batches oversell once every guard is out: the negative control', async () => {
  const databases = await createDatabases();
  const owner = new Database({ url: databases.inventoryMigrationUrl, connections: 1 });
  await owner.query('ALTER TABLE CategoryNight DROP CONSTRAINT CategoryNight_counters_check');
  await owner.close();
  const overrides = [{ provide: NightRepository, useClass: RoomsEverywhere }];
  try {
    await withWorld(
      async (world) => {
        const category = await world.system.category(ROOMS);
        expect(
          await takeAll(
            world,
            Array.from({ length: 20 }, () => wishFor(category)),
          ),
        ).toBe(20);
        expect(await brokenInvariants(world.system)).toContainEqual(expect.stringMatching(/sold more than once/));
      },
      { databases, inventoryOverrides: overrides },
    );
  } finally {
    await databases.drop();
  }
});

/**
 * Another transaction has made the guest's row, and then wants the row of the hold, while the batch wants them in the
 * other order. It has changed more rows than the batch, which is why that one is rolled back.
 */
async function asVictim(world: CapsWorld, category: TestCategory, request: NamedHoldRequest) {
  const { system } = world;
  const heavy = Array.from({ length: 50 }, () => randomUUID());
  const waits = new LockWaits(system.databases.inventoryUrl);
  const deadlocks = await world.deadlocks();
  try {
    let together: Promise<HoldAnswer[]> = Promise.resolve([]);
    await system.inventoryDb.transaction(async (tx) => {
      const holders = [request.holder, ...heavy];
      await tx.execute(`INSERT INTO Holder (holderId) VALUES ${holders.map(() => '(?)').join(', ')}`, holders);
      together = world.takeTogether([request]);
      await waits.doneOrWaiting(together);
      await tx.query('SELECT bookingId FROM Hold WHERE bookingId = ? FOR UPDATE', [request.bookingId]);
      // What was sent with the statement that failed is done by then.
      await sleep(50);
    });
    const answers = await together;
    return { answers, wasDeadlock: (await world.deadlocks()) > deadlocks };
  } finally {
    await waits.close();
  }
}

/** Sees rooms everywhere and takes them without asking. */
class RoomsEverywhere extends NightRepository {
  override async findOffers(...args: Parameters<NightRepository['findOffers']>) {
    const offers = await super.findOffers(...args);
    return offers.map(
      (offer) => offer && { ...offer, nights: offer.nights.map((night) => ({ ...night, roomsLeft: 1_000 })) },
    );
  }

  override async holdAll(tx: Transaction, nights: Parameters<NightRepository['holdAll']>[1]): Promise<number> {
    let taken = 0;
    for (const { categoryId, date, rooms } of nights) {
      const sql = 'UPDATE CategoryNight SET held = held + ? WHERE categoryId = ? AND date = ?';
      taken += (await tx.execute(sql, [rooms, categoryId, date])).matched;
    }
    return taken;
  }
}
