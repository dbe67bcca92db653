import type { TestCategory } from '../support/category.js';
import { datesOf, tally, times, told, wishFor } from './hold-wishes.js';
import { HOLDER, NO_LIMITS } from './hold-world.js';
import { answerHeld, type Replicas, withReplicas } from './replicas.js';
import { TRUSTING_HOLDERS } from './trusting-holders.js';

const PENDING = 5;
const LIMITS = { ...NO_LIMITS, HOLDS_PER_GUEST: `${PENDING}` };
const NEW_GUEST = 'guest-who-never-was-here';

/** By both replicas, each hold with a request of its own. */
async function fifty({ world, second }: Replicas, category: TestCategory, parts: object = {}): Promise<string[]> {
  const asked = times(50, (n) => {
    const wish = wishFor(category, { holder: HOLDER, ...parts });
    return world.takePatiently([wish], n % 2 === 0 ? world.app : second);
  });
  return (await Promise.all(asked)).flat();
}

it('50 holds at once by one guest are as many as the limit', () =>
  withReplicas(async (replicas) => {
    const { world } = replicas;
    const category = await world.category(60);
    expect(tally(await fifty(replicas, category))).toEqual({ held: PENDING, too_many_pending_bookings: 50 - PENDING });
    expect(await world.kept()).toEqual({ held: PENDING, sold: 0, abandoned: 0 });
    expect((await world.counters(category, 1))[0]).toEqual([PENDING, 0]);
  }, LIMITS));

it('50 holds at once by one guest have as many rooms × nights as the limit', () =>
  withReplicas(
    async (replicas) => {
      const { world } = replicas;
      const category = await world.category(200);
      const outcomes = await fifty(replicas, category, { rooms: 2, totalGuests: 2, ...datesOf(category, 1, 2) });
      expect(tally(outcomes)).toEqual({ held: 6, too_many_room_nights: 44 });
      expect((await world.counters(category, 1))[0]).toEqual([12, 0]);
    },
    { ...NO_LIMITS, ROOM_NIGHTS_AT_ONCE: '27' },
  ));

it('50 at once are more than the limit where nobody looks whether the guest has changed: the negative control', () =>
  withReplicas(
    async (replicas) => {
      const category = await replicas.world.category(60);
      expect(tally(await fifty(replicas, category))['held']).toBeGreaterThan(PENDING);
    },
    LIMITS,
    [TRUSTING_HOLDERS],
  ));

it('50 copies of one hold at once count once', () =>
  withReplicas(async ({ world, second }) => {
    const category = await world.category(60);
    const wish = wishFor(category, { holder: HOLDER });
    const asked = times(50, (n) => world.takePatiently([wish], n % 2 === 0 ? world.app : second));
    expect(tally((await Promise.all(asked)).flat())).toEqual({ held: 50 });
    expect(await world.kept()).toEqual({ held: 1, sold: 0, abandoned: 0 });
  }, LIMITS));

it('50 at once by a guest who never was here, for rooms that are gone, are told so', () =>
  withReplicas(async (replicas) => {
    const { world } = replicas;
    const full = await world.category(1);
    await world.taken([wishFor(full)]);
    expect(tally(await fifty(replicas, full))).toEqual({ sold_out: 50 });
    expect(await world.kept()).toMatchObject({ held: 0 });
  }, LIMITS));

/** A guest who never was here asks both replicas; the first one has written the guest down and not committed yet. */
async function newGuest({ world, line, second }: Replicas) {
  const category = await world.category(60);
  const wishes = times(2, () => wishFor(category, { holder: NEW_GUEST }));
  const entered = answerHeld(line, /INSERT INTO Holder/);
  const first = world.take(wishes.slice(0, 1));
  await entered.held;
  const next = world.takePatiently([...wishes.slice(1), wishFor(category)], second);
  await new Promise((resolve) => setTimeout(resolve, 300));
  entered.settle('pass');
  return { first: (await first).map(told), next: await next, kept: await world.kept(NEW_GUEST) };
}

describe('a new guest at two replicas at once', () => {
  it('has both holds, as far as they are allowed', () =>
    withReplicas(async (replicas) => {
      expect(await newGuest(replicas)).toEqual({
        ...{ first: ['held'], next: ['held', 'held'], kept: { held: 2, sold: 0, abandoned: 0 } },
      });
    }, LIMITS));

  it('has one where one is the limit', () =>
    withReplicas(
      async (replicas) => {
        expect(await newGuest(replicas)).toMatchObject({
          ...{ first: ['held'], next: ['too_many_pending_bookings', 'held'], kept: { held: 1 } },
        });
      },
      { ...LIMITS, HOLDS_PER_GUEST: '1' },
    ));

  it('has two where one is the limit and nobody looks whether the guest has come meanwhile: the negative control', () =>
    withReplicas(
      async (replicas) => {
        expect(await newGuest(replicas)).toMatchObject({ next: ['held', 'held'], kept: { held: 2 } });
      },
      { ...LIMITS, HOLDS_PER_GUEST: '1' },
      [TRUSTING_HOLDERS],
    ));
});

it('many guests and one who does everything, all at once, without an error or a hold that is off', () =>
  withReplicas(async ({ world, second }) => {
    const categories = [await world.category(60), await world.category(8), await world.category(8)];
    const answers: string[] = [];
    const guest = async (holder: string, turns: number) => {
      for (let turn = 0; turn < turns; turn++) {
        const at = turn % 2 === 0 ? world.app : second;
        const category = categories[turn % 3];
        if (!category) throw new Error('there are three');
        const wish = wishFor(category, { holder, ...datesOf(category, 1 + (turn % 3), 1 + (turn % 4)) });
        const ids = [wish.bookingId];
        const taken = await world.takePatiently([wish], at);
        answers.push(...taken);
        if (taken[0] !== 'held') continue;
        if (turn % 4 === 0) answers.push(...(await world.confirmPatiently(ids, at)));
        if (turn % 4 === 1) answers.push(...(await world.releasePatiently(ids, at)));
        if (turn % 4 === 2) {
          await world.endLease(...ids);
          const all = [world.takePatiently([wish]), world.confirmPatiently(ids, second), world.releasePatiently(ids)];
          answers.push(...(await Promise.all(all)).flat());
        }
      }
    };
    let going = true;
    const keepers = [() => world.sweep(), () => world.sweep(second), () => world.planRooms()].map(async (keep) => {
      while (going) await keep();
    });
    await Promise.all([...times(6, (i) => guest(`guest-${i}`, 12)), ...times(8, () => guest(HOLDER, 12))]);
    going = false;
    await Promise.all(keepers);

    const wanted = ['confirmed', 'gone', 'held', 'hold_gone', 'released', 'sold_out', 'too_many_pending_bookings'];
    const counts = tally(answers);
    expect(Object.keys(counts).filter((outcome) => !wanted.includes(outcome))).toEqual([]);
    expect(counts['held']).toBeGreaterThan(50);
    for (const holder of [HOLDER, 'guest-1', 'guest-5']) {
      expect((await world.kept(holder)).held).toBeLessThanOrEqual(PENDING);
    }
    await world.planRooms();
    expect(await world.broken()).toEqual([]);
  }, LIMITS));
