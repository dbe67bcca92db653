import { randomUUID } from 'node:crypto';
import type { HoldAnswer, HoldRequest } from '#contracts';
import type { TestCategory } from '../support/category.js';
import { datesOf, times, told, wishFor } from './hold-wishes.js';
import { HoldWorld, NO_LIMITS } from './hold-world.js';

let world: HoldWorld;
let category: TestCategory;

beforeAll(async () => {
  world = await HoldWorld.start({ ...NO_LIMITS, HOLDS_PER_GUEST: '3' });
});
afterAll(async () => {
  try {
    expect(await world.broken()).toEqual([]);
  } finally {
    await world.close();
  }
});
beforeEach(async () => {
  category = await world.category(3);
});

const taken = async (wish: Partial<HoldRequest> = {}, of = category) => {
  const request = wishFor(of, wish);
  await world.taken([request]);
  return request;
};
const held = async (of = category) => (await world.counters(of)).map(([rooms]) => rooms);
const deadlineOf = (answer: HoldAnswer | undefined) => (answer?.outcome === 'held' ? answer.hold.deadline : '');

it('of a batch everyone is answered for good, whatever was left from before', async () => {
  const roomy = await world.category(20);
  const known = await taken();
  const sold = await taken();
  await world.confirm([sold.bookingId]);
  const released = await taken({}, roomy);
  await world.release([released.bookingId]);
  const lapsed = await taken({}, roomy);
  await world.endLease(lapsed.bookingId);
  await world.sweep();
  const overdue = await taken({ ...datesOf(category, 2, 1), rooms: 3, totalGuests: 3 });
  await world.endLease(overdue.bookingId);
  const other = await taken({}, roomy);
  const atLimit = `guest-${randomUUID()}`;
  await world.taken(times(3, () => wishFor(roomy, { holder: atLimit })));
  const neverHeld = randomUUID();
  await world.release([neverHeld]);
  const fresh = wishFor(category);
  const behindOverdue = wishFor(category, { ...datesOf(category, 2, 1), rooms: 2, totalGuests: 2 });

  const requests: [HoldRequest, string][] = [
    [known, 'held'],
    [sold, 'held'],
    [released, 'hold_gone'],
    [wishFor(roomy, { bookingId: neverHeld }), 'hold_gone'],
    [lapsed, 'held'],
    [{ ...other, rooms: 2 }, 'hold_mismatch'],
    [fresh, 'held'],
    [wishFor(category), 'sold_out'],
    [wishFor(roomy, { holder: atLimit }), 'too_many_pending_bookings'],
    [wishFor(category, { roomCategoryId: 2_000_000_000 }), 'room_category_not_found'],
    [fresh, 'held'],
    [{ ...fresh, rooms: 2 }, 'hold_mismatch'],
    [{ ...fresh, expectedAmount: 1 }, 'price_changed'],
    [behindOverdue, 'held'],
    [wishFor(roomy), 'held'],
  ];
  const answers = await world.take(requests.map(([request]) => request));
  expect(answers.map(told)).toEqual(requests.map(([, outcome]) => outcome));
  expect(answers.map(({ bookingId }) => bookingId)).toEqual(requests.map(([{ bookingId }]) => bookingId));
  expect(answers[1]).toMatchObject({ hold: { status: 'CONFIRMED' } });
  expect(await world.counters(category, 2)).toEqual([
    [2, 1],
    [2, 0],
  ]);
  // That of another stay, three at the limit, the lapsed one and the new one.
  expect((await held(roomy))[0]).toBe(6);
  expect(await world.statuses([lapsed, overdue, released].map(({ bookingId }) => bookingId))).toEqual([
    ...['HELD', 'LAPSED', 'RELEASED'],
  ]);
});

it('a repeat keeps the one hold at its price, and makes its lease longer, never shorter', async () => {
  const request = wishFor(category);
  const [first] = await world.take([request]);
  await world.database.query('UPDATE CategoryNight SET price = 20000 WHERE categoryId = ?', [category.id]);
  const [shorter] = await world.take([{ ...request, holdSeconds: 1 }]);
  expect(shorter).toEqual(first);
  const [longer] = await world.take([{ ...request, holdSeconds: 1_200 }]);
  expect(longer).toMatchObject({ outcome: 'held', hold: { amount: 10_000 } });
  expect(Date.parse(deadlineOf(longer))).toBeGreaterThan(Date.parse(deadlineOf(first)) + 500_000);
  const [row] = await world.database.query<{ deadline: Date }>('SELECT deadline FROM Hold WHERE bookingId = ?', [
    request.bookingId,
  ]);
  expect(row?.deadline).toEqual(new Date(deadlineOf(longer)));
  expect(await held()).toEqual([1, 0, 0, 0]);
});

it('a hold that lapsed takes its nights again, at the price of now, if there are rooms', async () => {
  const request = await taken({ rooms: 2, totalGuests: 2 });
  await world.endLease(request.bookingId);
  await world.sweep();
  await world.database.query('UPDATE CategoryNight SET price = 11000 WHERE categoryId = ?', [category.id]);
  const other = await taken({ rooms: 2, totalGuests: 2 });
  expect(await world.takeOne(request)).toBe('sold_out');
  expect(await world.statuses([request.bookingId])).toEqual(['LAPSED']);
  await world.release([other.bookingId]);
  expect(await world.take([request])).toMatchObject([{ outcome: 'held', hold: { status: 'HELD', amount: 22_000 } }]);
  expect(await held()).toEqual([2, 0, 0, 0]);
});

it('a hold whose lease has ended, and that nobody swept, goes on when it is asked for again', async () => {
  const request = await taken({ rooms: 3, totalGuests: 3 });
  await world.endLease(request.bookingId);
  expect(await world.takeOne(request)).toBe('held');
  expect(await world.sweep()).toBe(0);
  expect(await world.statuses([request.bookingId])).toEqual(['HELD']);
  expect(await held()).toEqual([3, 0, 0, 0]);
});

it('rooms of holds whose lease has ended are taken back at once, as far as they are wanted', async () => {
  const [over, elsewhere, later] = [await taken(), await taken({ ...datesOf(category, 3, 1) }), await taken()];
  const another = await taken();
  await world.endLease(over.bookingId, elsewhere.bookingId);
  const requests = [wishFor(category), wishFor(category, { rooms: 2, totalGuests: 2 })];
  expect((await world.take(requests)).map(told)).toEqual(['held', 'sold_out']);
  const ids = [over, elsewhere, later, another].map(({ bookingId }) => bookingId);
  expect(await world.statuses(ids)).toEqual(['LAPSED', 'HELD', 'HELD', 'HELD']);
  expect(await held()).toEqual([3, 0, 1, 0]);
});

it('a copy within the batch is told what became of the first, unless it wants something else', async () => {
  const full = wishFor(category, { rooms: 4, totalGuests: 4 });
  const request = wishFor(category);
  const answers = await world.take([request, full, request, full, { ...full, rooms: 1, totalGuests: 1 }]);
  // Of another wish under the id of one that got nothing, nothing is known.
  expect(answers.map(told)).toEqual(['held', 'sold_out', 'held', 'sold_out', 'contended']);
  expect(answers[2]).toEqual(answers[0]);
  expect(await held()).toEqual([1, 0, 0, 0]);
});
