import { randomUUID } from 'node:crypto';
import type { ConfirmAnswer, HoldRequest, ReleaseAnswer } from '#contracts';
import { LockedRows } from '../../apps/hotel-inventory/src/hold/locked-rows.repository.js';
import type { TestCategory } from '../support/category.js';
import { datesOf, told, wishFor } from './hold-wishes.js';
import { HoldWorld, type Statement } from './hold-world.js';

let world: HoldWorld;
let category: TestCategory;
let elsewhere: TestCategory;

beforeAll(async () => {
  world = await HoldWorld.start();
});
afterAll(async () => {
  try {
    await world.planRooms();
    expect(await world.broken()).toEqual([]);
  } finally {
    await world.close();
  }
});
beforeEach(async () => {
  category = await world.category(30);
  elsewhere = await world.category(30);
});

const lockNight = (from: number): Statement => [
  'SELECT date FROM CategoryNight WHERE categoryId = ? AND date = ? FOR UPDATE',
  [category.id, category.stay(from).checkInDate],
];
const lockHold = (bookingId: string): Statement => [
  'SELECT bookingId FROM Hold WHERE bookingId = ? FOR UPDATE',
  [bookingId],
];
const lockHolder = (holder: string): Statement => [
  'SELECT holderId FROM Holder WHERE holderId = ? FOR UPDATE',
  [holder],
];
const insertHold = (bookingId: string): Statement => [
  `INSERT INTO Hold (bookingId, status, createdAt, changedAt) VALUES (?, 'RELEASED', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
  [bookingId],
];
const insertHolder = (holder: string): Statement => [
  'INSERT INTO Holder (holderId, seenAt) VALUES (?, UTC_TIMESTAMP(3))',
  [holder],
];

/** Six holds: the second and the fifth are to need what is locked, over two nights. */
const six = (wish: Partial<HoldRequest>[] = []) =>
  [0, 1, 2, 3, 4, 5].map((n) => {
    const isInTheWay = n === 1 || n === 4;
    const stay = isInTheWay ? datesOf(category, 1, 2) : {};
    return wishFor(n === 3 ? elsewhere : category, { ...stay, ...wish[n] });
  });
const needing = <T>(of: readonly T[]) => of.filter((_, n) => n === 1 || n === 4);
const someTaken = async () => {
  const requests = six();
  return { requests, ids: await world.taken(requests) };
};
const withDone = (done: string) => [done, 'contended', done, done, 'contended', done];

describe('holds that are asked for while somebody keeps rows', () => {
  it.each<[string, (requests: HoldRequest[]) => Promise<Statement[]>]>([
    ['a night', () => Promise.resolve([lockNight(2)])],
    [
      'what is known of the guests',
      async (requests) => {
        await world.taken(needing(requests).map(({ holder }) => wishFor(elsewhere, { holder })));
        return needing(requests).map(({ holder }) => lockHolder(holder));
      },
    ],
    [
      'holds of the same bookings, just made',
      (requests) => Promise.resolve(needing(requests).map(({ bookingId }) => insertHold(bookingId))),
    ],
    [
      'the same guests, just made',
      (requests) => Promise.resolve(needing(requests).map(({ holder }) => insertHolder(holder))),
    ],
  ])('are taken but for those who need them: %s', async (_, locking) => {
    const requests = six();
    const statements = await locking(requests);
    const before = await Promise.all(needing(requests).map(({ holder }) => world.kept(holder)));
    const answers = await world.whileLocked(statements, () => world.take(requests));
    expect(answers.map(told)).toEqual(withDone('held'));
    expect(needing(answers)).toMatchObject([1, 2].map(() => ({ problem: { status: 503 }, retryAfterSeconds: 1 })));
    // Nothing is left of those who had their rows in when they came upon one that is locked.
    expect(await world.statuses(needing(requests).map(({ bookingId }) => bookingId))).toEqual([undefined, undefined]);
    expect(await Promise.all(needing(requests).map(({ holder }) => world.kept(holder)))).toEqual(before);
    expect((await world.counters(category, 2)).map(([held]) => held)).toEqual([3, 0]);
    expect((await world.take(requests)).map(told)).toEqual(Array(6).fill('held'));
    expect((await world.counters(category, 2)).map(([held]) => held)).toEqual([5, 2]);
  });

  it('are taken but for those who have one that is locked, whose lease stays as it is', async () => {
    const requests = six();
    const ids = await world.taken(needing(requests));
    const answers = await world.whileLocked(ids.map(lockHold), () => world.take(requests));
    expect(answers.map(told)).toEqual(withDone('held'));
    expect((await world.take(requests)).map(told)).toEqual(Array(6).fill('held'));
  });
});

interface Settling {
  done: string;
  is: string;
  work: (ids: string[]) => Promise<(ConfirmAnswer | ReleaseAnswer)[]>;
}

describe.each<Settling>([
  { done: 'confirmed', is: 'CONFIRMED', work: (ids) => world.confirm(ids) },
  { done: 'released', is: 'RELEASED', work: (ids) => world.release(ids) },
])('holds that are to be $done while somebody keeps rows', ({ done, is, work }) => {
  it.each<[string, (ids: string[]) => Statement[]]>([
    ['a night', () => [lockNight(2)]],
    ['some of them', (ids) => needing(ids).map(lockHold)],
  ])('are, but for those who need them: %s', async (_, locking) => {
    const { ids } = await someTaken();
    const answers = await world.whileLocked(locking(ids), () => work(ids));
    expect(answers.map(told)).toEqual(withDone(done));
    expect(needing(answers)).toMatchObject([1, 2].map(() => ({ problem: { status: 503 }, retryAfterSeconds: 1 })));
    expect(await world.statuses(ids)).toEqual([is, 'HELD', is, is, 'HELD', is]);
    expect((await work(ids)).map(told)).toEqual(Array(6).fill(done));
    expect(new Set(await world.statuses(ids))).toEqual(new Set([is]));
  });
});

describe('holds that are to be released while somebody keeps rows', () => {
  it('are, but for those of guests who are locked', async () => {
    const { ids, requests } = await someTaken();
    const statements = needing(requests).map(({ holder }) => lockHolder(holder));
    const answers = await world.whileLocked(statements, () => world.release(ids));
    expect(answers.map(told)).toEqual(withDone('released'));
    for (const { holder } of needing(requests))
      expect(await world.kept(holder)).toMatchObject({ held: 1, abandoned: 0 });
  });

  it('are, but for one that is just being made', async () => {
    const { ids } = await someTaken();
    const unknown = randomUUID();
    const answers = await world.whileLocked([insertHold(unknown)], () => world.release([...ids, unknown]));
    expect(answers.map(told)).toEqual([...Array<string>(6).fill('released'), 'contended']);
    expect(await world.statuses([unknown])).toEqual([undefined]);
  });
});

it('a sweep frees what it can while somebody keeps rows, and the rest afterwards', async () => {
  const { ids } = await someTaken();
  await world.endLease(...ids);
  expect(await world.whileLocked([lockNight(2)], () => world.sweep())).toBe(4);
  expect(await world.statuses(ids)).toEqual(['LAPSED', 'HELD', 'LAPSED', 'LAPSED', 'HELD', 'LAPSED']);
  expect(await world.sweep()).toBe(2);
});

it('one locked night is in the way of everybody in a batch when nobody finds out: the negative control', async () => {
  const requests = six();
  const blind = await world.startReplica([{ provide: LockedRows, useClass: NobodyLooks }]);
  const answers = await world.whileLocked([lockNight(2)], () => world.take(requests, blind));
  expect(answers.map(told)).toEqual(Array(6).fill('contended'));
});

class NobodyLooks extends LockedRows {
  override areLocked(...[claims]: Parameters<LockedRows['areLocked']>): Promise<boolean[]> {
    return Promise.resolve(claims.map(() => false));
  }
}
