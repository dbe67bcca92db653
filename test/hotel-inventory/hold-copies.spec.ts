import { setTimeout as sleep } from 'node:timers/promises';
import type { HoldRequest } from '#contracts';
import { tally, times, told, wishFor } from './hold-wishes.js';
import { NO_LIMITS } from './hold-world.js';
import { answerHeld, withReplicas } from './replicas.js';
import { TRUSTING_HOLDERS } from './trusting-holders.js';

describe('copies of a hold at two replicas', () => {
  it('at once take it once, also in batches', () =>
    withReplicas(async ({ world, second }) => {
      const category = await world.category(40);
      const wishes = times(20, () => wishFor(category));
      const taken = await Promise.all(
        [wishes, [...wishes].reverse(), [...wishes.slice(3), ...wishes.slice(0, 3)]].map((some, n) =>
          world.takePatiently(some, n === 1 ? second : world.app),
        ),
      );
      expect(tally(taken.flat())).toEqual({ held: 60 });
      expect((await world.counters(category, 1))[0]).toEqual([20, 0]);
      expect(await world.broken()).toEqual([]);
    }));

  it.each([
    ['is uncommitted for 0.3 s', 300, 'pass'],
    ['is uncommitted for 1.5 s, longer than anybody waits for a row', 1_500, 'pass'],
    ['is rolled back as its connection breaks', 300, 'cut'],
  ] as const)('stand on one hold where the first %s, and whoever is beside them does not mind', (_, ms, fate) =>
    withReplicas(async ({ world, line, second }) => {
      const category = await world.category(10);
      const [copied, beside, besideCopy] = times(3, () => wishFor(category)) as [HoldRequest, HoldRequest, HoldRequest];
      const inserted = answerHeld(line, /INSERT INTO Hold \(/);
      const first = world.take([copied, beside]);
      await inserted.held;
      const second$ = world.take([besideCopy, copied], second);
      await sleep(ms);
      inserted.settle(fate);
      expect((await first).map(told)).toEqual(['held', 'held']);
      const [neighbour, copy] = (await second$).map(told);
      expect(neighbour).toBe('held');
      // Whoever has waited in vain is told to ask again.
      expect(['held', 'contended']).toContain(copy);
      const [again] = await world.take([copied], second);
      expect(again).toMatchObject({ outcome: 'held', hold: { bookingId: copied.bookingId, status: 'HELD' } });
      expect((await world.counters(category, 1))[0]).toEqual([3, 0]);
      expect(await world.kept(copied.holder)).toEqual({ held: 1, sold: 0, abandoned: 0 });
      expect(await world.broken()).toEqual([]);
    }),
  );

  it('is taken by the second where the first is rolled back for good', () =>
    withReplicas(async ({ world }) => {
      const category = await world.category(1);
      const wish = wishFor(category);
      const taken = world.whileLocked(
        [
          [
            "INSERT INTO Hold (bookingId, status, createdAt, changedAt) VALUES (?, 'RELEASED', NOW(3), NOW(3))",
            [wish.bookingId],
          ],
        ],
        async () => {
          const asked = world.takeOne(wish);
          await sleep(300);
          return { asked };
        },
      );
      expect(await (await taken).asked).toBe('held');
      expect((await world.counters(category, 1))[0]).toEqual([1, 0]);
    }));

  it('take two where neither the key of the hold nor the guest is a guard: the negative control', () =>
    withReplicas(
      async ({ world, line, second }) => {
        await world.asOwner('ALTER TABLE Hold DROP PRIMARY KEY, ADD INDEX (bookingId)');
        const category = await world.category(10);
        const copied = wishFor(category);
        const inserted = answerHeld(line, /INSERT INTO Hold \(/);
        const first = world.takeOne(copied);
        await inserted.held;
        expect(await world.takeOne(copied, second)).toBe('held');
        inserted.settle('pass');
        expect(await first).toBe('held');
        expect((await world.counters(category, 1))[0]).toEqual([2, 0]);
        expect(await world.broken()).toContainEqual(expect.stringMatching(/One booking has one hold/));
      },
      NO_LIMITS,
      [TRUSTING_HOLDERS],
    ));
});
