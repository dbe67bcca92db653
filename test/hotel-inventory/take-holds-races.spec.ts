import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqlErrorNumber } from '#database';
import { NightRepository } from '../../apps/hotel-inventory/src/night/night.repository.js';
import { LockWaits } from '../chaos/guards/lock-waits.js';
import { createDatabases } from '../support/databases.js';
import { datesOf, tally, times, told, wishFor } from './hold-wishes.js';
import { HoldWorld, NO_LIMITS } from './hold-world.js';
import { withReplicas } from './replicas.js';

const ROOMS = 5;
const DEADLOCK = 1213;
const ORDERS = <T>(some: readonly T[]) => [some, [...some].reverse(), [...some.slice(3), ...some.slice(0, 3)]];

it('batches at once for the same nights, in different orders, get exactly the rooms there are', () =>
  withReplicas(async ({ world, second }) => {
    for (let round = 0; round < 4; round++) {
      const categories = await Promise.all(times(3, () => world.category(ROOMS, { nights: 4 })));
      const nights = categories.flatMap((category) => [1, 2].map((from) => ({ category, from })));
      const taken = await Promise.all(
        ORDERS(nights).map((order, n) => {
          const wishes = order.flatMap(({ category, from }) =>
            times(3, () => wishFor(category, datesOf(category, from, 1))),
          );
          return world.takePatiently(wishes, n === 1 ? second : world.app);
        }),
      );
      const all = nights.length * 3 * 3;
      expect(tally(taken.flat())).toEqual({ held: nights.length * ROOMS, sold_out: all - nights.length * ROOMS });
      for (const category of categories) {
        expect((await world.counters(category, 3)).map(([held]) => held)).toEqual([ROOMS, ROOMS, 0]);
      }
    }
    expect(await world.broken()).toEqual([]);
  }));

it('stays that overlap, at once in two replicas, are taken whole or not at all', () =>
  withReplicas(async ({ world, second }) => {
    const category = await world.category(2, { nights: 6 });
    const wishes = times(24, (n) => wishFor(category, datesOf(category, 1 + (n % 3), 1 + (n % 2))));
    const halves = [wishes.slice(0, 12), wishes.slice(12).reverse()];
    const outcomes = await Promise.all(
      halves.map((half, n) => world.takePatiently(half, n === 0 ? world.app : second)),
    );
    expect(Object.keys(tally(outcomes.flat())).sort()).toEqual(['held', 'sold_out']);
    // Whether the counters are the sums of whole holds.
    expect(await world.broken()).toEqual([]);
  }));

it('batches at once by the same guests, who never were here, count each hold once', () =>
  withReplicas(async ({ world, second }) => {
    for (let round = 0; round < 4; round++) {
      const category = await world.category(60);
      const guests = times(10, () => randomUUID());
      const taken = await Promise.all(
        ORDERS(guests).map((holders, n) => {
          const wishes = holders.map((holder) => wishFor(category, { holder }));
          return world.takePatiently(wishes, n === 1 ? second : world.app);
        }),
      );
      expect(tally(taken.flat())).toEqual({ held: 30 });
      for (const guest of guests) expect(await world.kept(guest)).toEqual({ held: 3, sold: 0, abandoned: 0 });
    }
    expect(await world.broken()).toEqual([]);
  }));

it('a batch that comes too late for a night is looked at once more, and told so', () =>
  withReplicas(async ({ world, line, second }) => {
    const [one, other] = await Promise.all([world.category(1), world.category(3)]);
    const read = line.holdAnswerTo(/FROM Holder/);
    const wishes = [wishFor(one, datesOf(one, 1, 2)), wishFor(other)];
    const together = world.take(wishes);
    await read.held;
    expect(await world.takeOne(wishFor(one, datesOf(one, 2, 1)), second)).toBe('held');
    read.release();
    expect((await together).map(told)).toEqual(['sold_out', 'held']);
    expect([await world.counters(one, 2), await world.counters(other, 1)]).toEqual([
      [
        [0, 0],
        [1, 0],
      ],
      [[1, 0]],
    ]);
    expect(await world.statuses(wishes.map(({ bookingId }) => bookingId))).toEqual([undefined, 'HELD']);
  }));

it('a batch that is the victim of a deadlock leaves nothing of what it had begun, and is done once more', async () => {
  const databases = await createDatabases();
  const world = await HoldWorld.start(NO_LIMITS, { databases });
  const waits = new LockWaits(databases.inventoryUrl);
  try {
    const category = await world.category(ROOMS);
    const wish = wishFor(category);
    const failures = world.failuresOf();
    // Another transaction has the guest's row, and then wants the row of the hold, while the batch wants them in the other
    // order. It has changed more rows than the batch, which is why that one is rolled back.
    const heavy = [wish.holder, ...times(50, () => randomUUID())];
    let together: ReturnType<typeof world.take> = Promise.resolve([]);
    await world.database.transaction(async (tx) => {
      const rows = heavy.map(() => '(?, UTC_TIMESTAMP(3))').join(', ');
      await tx.execute(`INSERT INTO Holder (holderId, seenAt) VALUES ${rows}`, heavy);
      together = world.take([wish]);
      await waits.doneOrWaiting(together);
      await tx.query('SELECT bookingId FROM Hold WHERE bookingId = ? FOR UPDATE', [wish.bookingId]);
      // What was sent with the statement that failed is done by then.
      await sleep(50);
    });
    expect((await together).map(told)).toEqual(['held']);
    expect(failures.map(sqlErrorNumber)).toContain(DEADLOCK);
    expect((await world.counters(category, 1))[0]).toEqual([1, 0]);
    expect(await world.takeOne(wish)).toBe('held');
    expect(await world.broken()).toEqual([]);
  } finally {
    await waits.close();
    await world.close();
    await databases.drop();
  }
});

it('batches oversell once every guard is out: the negative control', () =>
  withReplicas(
    async ({ world }) => {
      await world.asOwner('ALTER TABLE CategoryNight DROP CONSTRAINT CategoryNight_counters_check');
      const category = await world.category(ROOMS);
      expect(tally(await world.takePatiently(times(20, () => wishFor(category))))).toEqual({ held: 20 });
      expect(await world.broken()).toContainEqual(expect.stringMatching(/sold more than once/));
    },
    NO_LIMITS,
    [{ provide: NightRepository, useClass: RoomsEverywhere }],
  ));

/** Sees rooms everywhere and takes them without asking. */
class RoomsEverywhere extends NightRepository {
  override async findOffers(...args: Parameters<NightRepository['findOffers']>) {
    const offers = await super.findOffers(...args);
    return offers.map(
      (offer) => offer && { ...offer, nights: offer.nights.map((night) => ({ ...night, roomsLeft: 1_000 })) },
    );
  }

  override async change(...[tx, nights]: Parameters<NightRepository['change']>): Promise<number> {
    let changed = 0;
    for (const { categoryId, date, held, sold } of nights) {
      const sql = 'UPDATE CategoryNight SET held = held + ?, sold = sold + ? WHERE categoryId = ? AND date = ?';
      changed += (await tx.execute(sql, [held, sold, categoryId, date])).matched;
    }
    return changed;
  }
}
