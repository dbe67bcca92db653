import { randomUUID } from 'node:crypto';
import type { Transaction } from '#database';
import { type HoldLimits } from '../../apps/hotel-inventory/src/hold/holder.js';
import { HolderRepository } from '../../apps/hotel-inventory/src/hold/holder.repository.js';
import type { TestCategory } from '../support/system.js';
import { CapsWorld, HOLDER, LIMITS, tally } from './hold-caps-world.js';

const LIVE = Number(LIMITS.HOLDS_PER_GUEST);
const times = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));

/** Without limits on what is let go: these races let go of a lot. Whatever is done, nobody waits in a circle. */
async function withWorld(work: (world: CapsWorld, category: TestCategory) => Promise<void>, overrides = {}) {
  const world = await CapsWorld.start({ HOLDS_ABANDONED_PER_HOUR: '0' }, overrides);
  try {
    await work(world, await world.system.category(60));
    expect(await world.deadlocks()).toBe(0);
  } finally {
    await world.close();
  }
}

const fifty = (world: CapsWorld, category: TestCategory) => times(50, () => world.take(category));

it('50 holds at once by one guest are as many as the cap', () =>
  withWorld(async (world, category) => {
    expect(tally(await fifty(world, category))).toEqual({ 200: LIVE, 429: 50 - LIVE });
    expect(await world.counts()).toEqual({ live: LIVE, abandoned: 0, held: LIVE });
    expect((await world.system.nights(category.id))[1]).toMatchObject({ held: LIVE });
  }));

it('50 at once are more than the cap where it counts and then inserts: the negative control', () =>
  withWorld(
    async (world, category) => {
      expect(tally(await fifty(world, category))[200]).toBeGreaterThan(LIVE);
      expect((await world.counts())?.held).toBeGreaterThan(LIVE);
    },
    { inventoryOverrides: [{ provide: HolderRepository, useClass: CountingHolders }] },
  ));

it('50 copies of one hold at once count once', () =>
  withWorld(async (world, category) => {
    const bookingId = randomUUID();
    expect(tally(await times(50, () => world.take(category, bookingId)))).toEqual({ 200: 50 });
    expect(await world.counts()).toEqual({ live: 1, abandoned: 0, held: 1 });
  }));

it('50 at once by a guest who never was here, for rooms that are gone, are told so', () =>
  withWorld(async (world) => {
    const full = await world.system.category(1);
    await world.taken(full, 'guest-2');
    expect(tally(await times(50, () => world.take(full)))).toEqual({ 409: 50 });
    expect(await world.counts()).toMatchObject({ live: 0, held: 0 });
  }));

it('a hold that is confirmed, released, swept and repeated at once gives its place back once', () =>
  withWorld(async (world, category) => {
    let letGo = 0;
    for (let round = 0; round < 8; round++) {
      const ids = await times(LIVE, () => world.taken(category));
      await times(LIVE, (i) => (i % 2 === 0 ? world.endLease(ids[i] ?? '') : Promise.resolve()));
      const [confirmed] = await Promise.all([
        times(LIVE, (i) => world.confirm(ids[i] ?? '')),
        times(LIVE, (i) => world.release(ids[i] ?? '')),
        times(LIVE, (i) => world.release(ids[i] ?? '')),
        times(3, () => world.sweep()),
        world.recount(),
      ]);
      // Either it was confirmed first, and what was released is sold; or it was let go and the confirm came too late.
      expect(confirmed.every(({ status }) => status === 204 || status === 410)).toBe(true);
      letGo += confirmed.filter(({ status }) => status === 410).length;
      expect(await world.counts()).toEqual({ live: 0, abandoned: letGo, held: 0 });
    }
  }));

it('many guests and one who does everything, all at once, without an error or a counter that is off', () =>
  withWorld(async (world, category) => {
    const others = await Promise.all([1, 2].map(() => world.system.category(8)));
    const categories = [category, ...others];
    const answers: { status: number }[] = [];
    const guest = async (holder: string, turns: number) => {
      for (let turn = 0; turn < turns; turn++) {
        const at = categories[turn % categories.length] ?? category;
        const id = randomUUID();
        const stay = at.stay(1 + (turn % 3), 1 + (turn % 4));
        const taken = await world.take(at, id, holder, stay);
        answers.push(taken);
        if (taken.status !== 200) continue;
        if (turn % 4 === 0) answers.push(await world.confirm(id));
        if (turn % 4 === 1) answers.push(await world.release(id));
        if (turn % 4 === 2) {
          await world.endLease(id);
          answers.push(
            ...(await Promise.all([world.take(at, id, holder, stay), world.confirm(id), world.release(id)])),
          );
        }
      }
    };
    let going = true;
    const keepers = [world.sweep.bind(world), world.sweep.bind(world), world.recount.bind(world)].map(async (keep) => {
      while (going) await keep();
    });
    await Promise.all([...[1, 2, 3, 4, 5, 6].map((i) => guest(`guest-${i}`, 15)), times(8, () => guest(HOLDER, 15))]);
    going = false;
    await Promise.all(keepers);

    const counts = tally(answers);
    expect(Object.keys(counts).filter((status) => !['200', '204', '409', '410', '429'].includes(status))).toEqual([]);
    expect(counts[200]).toBeGreaterThan(50);
    expect(await world.recount()).toBe(0);
    for (const holder of [HOLDER, 'guest-1', 'guest-6']) {
      const { live, held } = (await world.counts(holder)) ?? { live: 0, held: 0 };
      expect(live).toBe(held);
      expect(live).toBeLessThanOrEqual(LIVE);
    }
  }));

/** Looks how many there are, and then takes one more. */
class CountingHolders extends HolderRepository {
  override async find(...args: Parameters<HolderRepository['find']>) {
    const count = await super.find(...args);
    return count && { ...count, live: 0 };
  }

  override async addLive(tx: Transaction, holderIds: readonly string[], limits: HoldLimits): Promise<number> {
    let counted = 0;
    for (const holderId of holderIds) {
      const [row] = await tx.query<{ held: number }>(
        "SELECT COUNT(*) AS held FROM Hold WHERE holder = ? AND status = 'HELD'",
        [holderId],
      );
      // Its own hold is there already.
      if ((row?.held ?? 0) > limits.live) continue;
      const { matched } = await tx.execute('UPDATE Holder SET live = live + 1 WHERE holderId = ?', [holderId]);
      counted += matched;
    }
    return counted;
  }
}
