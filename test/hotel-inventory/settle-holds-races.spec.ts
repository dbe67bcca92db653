import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { HoldRepository } from '../../apps/hotel-inventory/src/hold/hold.repository.js';
import type { RunningApp } from '../support/app.js';
import { datesOf, tally, times, told, wishFor } from './hold-wishes.js';
import { NO_LIMITS } from './hold-world.js';
import { answerHeld, withReplicas } from './replicas.js';

/** Long enough for who waits for a row to wait, and not for as long as they would. */
const A_MOMENT_MS = 300;

it('held and sold holds in crossing categories are released at once, in every order, and each frees its nights once', () =>
  withReplicas(async ({ world, second }) => {
    for (let round = 0; round < 4; round++) {
      const categories = await Promise.all(times(3, () => world.category(30)));
      const wishes = times(60, (n) => {
        const category = categories[n % 3];
        if (!category) throw new Error('there are three');
        return wishFor(category, { ...datesOf(category, 1 + (n % 4), 3), holder: `guest-${n % 7}` });
      });
      const ids = await world.taken(wishes);
      await world.confirm(ids.filter((_, n) => n % 2 === 0));
      if (round % 2 === 0) await world.planRooms();
      const orders = [ids, [...ids].reverse(), [...ids.slice(20), ...ids.slice(0, 20)], [...ids].sort()];
      const outcomes = await Promise.all([
        ...orders.map((order, n) => world.releasePatiently(order, n % 2 === 0 ? world.app : second)),
        // And while rooms are being given.
        world.planRooms().then(() => []),
      ]);
      expect(tally(outcomes.flat())).toEqual({ released: 4 * ids.length });
      expect(new Set(await world.statuses(ids))).toEqual(new Set(['RELEASED']));
      for (const category of categories) {
        expect(await world.counters(category, 7)).toEqual(times(7, () => [0, 0]));
      }
    }
    await world.planRooms();
    expect(await world.database.query('SELECT * FROM RoomNight')).toEqual([]);
    expect(await world.broken()).toEqual([]);
  }));

it('a hold that is confirmed, released, swept and asked for at once gives its place back once', () =>
  withReplicas(async ({ world, second }) => {
    const category = await world.category(40);
    const guests = ['guest-a', 'guest-b', 'guest-c'];
    for (let round = 0; round < 6; round++) {
      const wishes = times(15, (n) => wishFor(category, { holder: guests[n % 3] ?? '' }));
      const ids = await world.taken(wishes);
      await world.endLease(...ids.filter((_, n) => n % 4 === 0));
      const [confirmed, released] = await Promise.all([
        world.confirmPatiently(ids),
        world.releasePatiently([...ids].reverse(), second),
        world.confirmPatiently([...ids.slice(7), ...ids.slice(0, 7)], second),
        Promise.all(ids.map((id) => world.releasePatiently([id]))),
        world.takePatiently(wishes),
        world.sweep(),
        world.sweep(second),
      ]);
      expect(confirmed.filter((outcome) => outcome !== 'confirmed' && outcome !== 'gone')).toEqual([]);
      expect(new Set(released)).toEqual(new Set(['released']));
      expect(new Set(await world.statuses(ids))).toEqual(new Set(['RELEASED']));
      for (const holder of guests) expect(await world.kept(holder)).toMatchObject({ held: 0, sold: 0 });
      expect((await world.counters(category, 1))[0]).toEqual([0, 0]);
    }
    expect(await world.broken()).toEqual([]);
  }));

describe('a release and a hold of one booking', () => {
  it('at once leave nothing that is held, whichever came first', () =>
    withReplicas(async ({ world, second }) => {
      const category = await world.category(40);
      const wishes = times(30, () => wishFor(category));
      const outcomes = await Promise.all(
        wishes.map(async (wish, n) => {
          const [taken, released] = await Promise.all([
            world.takePatiently([wish]),
            world.releasePatiently([wish.bookingId], n % 2 === 0 ? second : world.app),
          ]);
          expect(['held', 'hold_gone']).toContain(taken[0]);
          return released[0];
        }),
      );
      expect(tally(outcomes.map(String))).toEqual({ released: 30 });
      expect(new Set(await world.statuses(wishes.map(({ bookingId }) => bookingId)))).toEqual(new Set(['RELEASED']));
      expect((await world.counters(category, 1))[0]).toEqual([0, 0]);
      expect(await world.broken()).toEqual([]);
    }));

  it.each([
    ['the hold first', /INSERT INTO Hold \(.*holder/s, 'held'],
    ['the release first', /INSERT INTO Hold \((?!.*holder)/s, 'hold_gone'],
  ] as const)('wait for one another: %s', (_, statement, taken) =>
    withReplicas(async ({ world, line, second }) => {
      const category = await world.category(3);
      const wish = wishFor(category);
      const take = (at: RunningApp) => world.takePatiently([wish], at);
      const release = (at: RunningApp) => world.releasePatiently([wish.bookingId], at);
      const [early, late] = taken === 'held' ? [take, release] : [release, take];
      const inserted = answerHeld(line, statement);
      const first = early(world.app);
      await inserted.held;
      const next = late(second);
      await sleep(A_MOMENT_MS);
      inserted.settle('pass');
      const answers = [...(await first), ...(await next)];
      expect([...answers].sort()).toEqual([taken, 'released']);
      expect(await world.statuses([wish.bookingId])).toEqual(['RELEASED']);
      expect((await world.counters(category, 1))[0]).toEqual([0, 0]);
    }),
  );
});

/** The sweep reads the holds, and then the confirm comes; or the other way round. */
async function swept(first: 'sweep' | 'confirm', overrides: Parameters<typeof withReplicas>[2] = []) {
  let found:
    { swept: number; confirmed: string | undefined; status: string | undefined; counters: unknown } | undefined;
  await withReplicas(
    async ({ world, line, second }) => {
      const category = await world.category(3);
      // The other one keeps a room of the same night: a counter alone does not tell whose it was.
      const [id = ''] = await world.taken([wishFor(category), wishFor(category)]);
      await world.endLease(id);
      const read = answerHeld(line, /FROM Hold WHERE bookingId IN/);
      const slow = first === 'sweep' ? world.sweep() : world.confirmPatiently([id]);
      await read.held;
      const fast = first === 'sweep' ? world.confirmPatiently([id], second) : world.sweep(second);
      await sleep(A_MOMENT_MS);
      read.settle('pass');
      const answers = [await slow, await fast];
      const [confirmed] = answers.find((answer) => typeof answer !== 'number') ?? [];
      found = {
        ...{ swept: Number(answers.find((answer) => typeof answer === 'number')), confirmed },
        ...{ status: (await world.statuses([id]))[0], counters: (await world.counters(category, 1))[0] },
      };
    },
    NO_LIMITS,
    overrides,
  );
  return found;
}

describe('a sweep that meets a confirm', () => {
  it('takes the nights back where it came first', async () => {
    expect(await swept('sweep')).toEqual({ swept: 1, confirmed: 'gone', status: 'LAPSED', counters: [1, 0] });
  });

  it('leaves them to the confirm where that came first', async () => {
    expect(await swept('confirm')).toEqual({ swept: 0, confirmed: 'confirmed', status: 'CONFIRMED', counters: [1, 1] });
  });

  it('takes back what is told to be sold, where nothing locks the hold nor looks at its status: the negative control', async () => {
    const found = await swept('sweep', [{ provide: HoldRepository, useClass: UnguardedHolds }]);
    expect(found).toMatchObject({ confirmed: 'confirmed', status: 'LAPSED' });
  });

  it('on many holds at once ends each of them in one way', () =>
    withReplicas(async ({ world, second }) => {
      const category = await world.category(60);
      for (let round = 0; round < 4; round++) {
        const ids = await world.taken(times(50, () => wishFor(category)));
        await world.endLease(...ids);
        const [confirmed] = await Promise.all([
          Promise.all(ids.map((id, n) => world.confirmPatiently([id], n % 2 === 0 ? world.app : second))),
          world.sweep(),
          world.sweep(second),
        ]);
        const expected = confirmed.flat().map((outcome) => (outcome === 'confirmed' ? 'CONFIRMED' : 'LAPSED'));
        expect(await world.statuses(ids)).toEqual(expected);
        await world.releasePatiently(ids);
      }
      expect((await world.counters(category, 1))[0]).toEqual([0, 0]);
      expect(await world.broken()).toEqual([]);
    }));
});

it('a release that comes before any hold blocks the id in every replica', () =>
  withReplicas(async ({ world, second }) => {
    const category = await world.category(3);
    const bookingId = randomUUID();
    const releases = await Promise.all(times(10, (n) => world.release([bookingId], n % 2 === 0 ? world.app : second)));
    expect(tally(releases.flat().map(told))).toEqual({ released: 10 });
    expect(await world.takeOne(wishFor(category, { bookingId }), second)).toBe('hold_gone');
  }));

/** Locks no hold, and changes it whatever it is now. */
class UnguardedHolds extends HoldRepository {
  override find(...[reader, ids, , now]: Parameters<HoldRepository['find']>) {
    return super.find(reader, ids, '', now);
  }

  override async move(...[tx, holds, to]: Parameters<HoldRepository['move']>): Promise<void> {
    for (const { bookingId } of holds)
      await tx.execute('UPDATE Hold SET status = ? WHERE bookingId = ?', [to, bookingId]);
  }
}
