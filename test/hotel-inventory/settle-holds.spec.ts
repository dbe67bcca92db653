import { randomUUID } from 'node:crypto';
import type { TestCategory } from '../support/category.js';
import { datesOf, times, told, wishFor } from './hold-wishes.js';
import { HoldWorld } from './hold-world.js';

let world: HoldWorld;
let category: TestCategory;

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
  category = await world.category(4);
});

/** Holds of one room for tomorrow, by the ids of their bookings. */
const taken = (n: number) => world.taken(times(n, () => wishFor(category)));
const codes = async (answers: ReturnType<typeof world.confirm> | ReturnType<typeof world.release>) =>
  (await answers).map(told);
const counters = async (of = category) => (await world.counters(of, 1))[0];
const lapsed = async () => {
  const [id = ''] = await taken(1);
  await world.endLease(id);
  await world.sweep();
  return id;
};
const roomsOf = (bookingId: string) =>
  world.database.query<{ roomId: number; date: string }>(
    'SELECT roomId, date FROM RoomNight WHERE bookingId = ? ORDER BY date, roomId',
    [bookingId],
  );

describe('holds that are confirmed', () => {
  it('are sold, each with its own nights, and are pending no longer', async () => {
    const other = await world.category(2);
    const requests = [
      wishFor(category, datesOf(category, 1, 2)),
      wishFor(category, { ...datesOf(category, 2, 2), rooms: 2, totalGuests: 2 }),
      wishFor(category, datesOf(category, 2, 1)),
      wishFor(other),
    ];
    const ids = await world.taken(requests);
    await world.taken([wishFor(other)]);
    expect(await world.confirm(ids)).toEqual(ids.map((bookingId) => ({ bookingId, outcome: 'confirmed' })));
    expect(await world.counters(category, 3)).toEqual([
      [0, 1],
      [0, 4],
      [0, 2],
    ]);
    expect(await counters(other)).toEqual([1, 1]);
    for (const { holder } of requests) expect(await world.kept(holder)).toEqual({ held: 0, sold: 1, abandoned: 0 });
  });

  it('get their rooms soon after, and keep them when the confirm is repeated', async () => {
    const [id = ''] = await world.taken([wishFor(category, { ...datesOf(category, 1, 2), rooms: 2, totalGuests: 2 })]);
    await world.confirm([id]);
    expect(await roomsOf(id)).toEqual([]);
    await world.planRooms();
    const rooms = await roomsOf(id);
    expect(rooms).toHaveLength(4);
    expect(new Set(rooms.map(({ roomId }) => roomId)).size).toBe(2);
    await world.confirm([id]);
    await world.planRooms();
    expect(await roomsOf(id)).toEqual(rooms);
  });

  it('are confirmed once: a repeat is told so again, also twice in one request', async () => {
    const [id = ''] = await taken(1);
    expect(await codes(world.confirm([id, id]))).toEqual(['confirmed', 'confirmed']);
    expect(await world.confirmOne(id.toUpperCase())).toBe('confirmed');
    expect(await counters()).toEqual([0, 1]);
  });

  it('are gone where they never were, lapsed or were released, and whoever is beside them is confirmed', async () => {
    const [released = '', kept = ''] = await taken(2);
    const neverHeld = randomUUID();
    await world.release([released, neverHeld]);
    const ids = [randomUUID(), await lapsed(), released, neverHeld, kept];
    expect(await codes(world.confirm(ids))).toEqual(['gone', 'gone', 'gone', 'gone', 'confirmed']);
    expect(await counters()).toEqual([0, 1]);
  });

  it('are sold also when their lease has ended, as long as nobody took the nights back', async () => {
    const [id = ''] = await taken(1);
    await world.endLease(id);
    expect(await world.confirmOne(id)).toBe('confirmed');
    expect(await world.sweep()).toBe(0);
    expect(await counters()).toEqual([0, 1]);
  });

  it('of one guest are confirmed together', async () => {
    const holder = 'guest-with-three';
    const ids = await world.taken(times(3, () => wishFor(category, { holder })));
    expect(await codes(world.confirm(ids))).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(await world.kept(holder)).toEqual({ held: 0, sold: 3, abandoned: 0 });
  });
});

describe('holds that are released', () => {
  it('free their own nights, count as abandoned, and take nothing when they are asked for later', async () => {
    const requests = [
      wishFor(category, datesOf(category, 1, 2)),
      wishFor(category, { rooms: 2, totalGuests: 2 }),
      wishFor(category),
    ];
    const [first = '', second = '', neighbour = ''] = await world.taken(requests);
    const ids = [first, second];
    expect(await world.release(ids)).toEqual(ids.map((bookingId) => ({ bookingId, outcome: 'released' })));
    expect(await world.statuses([...ids, neighbour])).toEqual(['RELEASED', 'RELEASED', 'HELD']);
    expect((await world.counters(category, 2)).map(([held]) => held)).toEqual([1, 0]);
    for (const { holder } of requests.slice(0, 2)) {
      expect(await world.kept(holder)).toEqual({ held: 0, sold: 0, abandoned: 1 });
    }
    expect((await world.take(requests)).map(told)).toEqual(['hold_gone', 'hold_gone', 'held']);
    expect(await codes(world.release([...ids, first]))).toEqual(['released', 'released', 'released']);
    expect(await counters()).toEqual([1, 0]);
    expect(await world.kept(requests[0]?.holder)).toMatchObject({ abandoned: 1 });
  });

  it('are all released, whether they are held, sold, lapsed or never were', async () => {
    const [held = '', sold = '', withRooms = ''] = await taken(3);
    await world.confirm([withRooms]);
    await world.planRooms();
    await world.confirm([sold]);
    const ids = [held, sold, withRooms, await lapsed(), randomUUID()];
    expect(await roomsOf(withRooms)).toHaveLength(1);
    expect(await codes(world.release(ids))).toEqual(Array(5).fill('released'));
    expect(await world.statuses(ids)).toEqual(Array(5).fill('RELEASED'));
    expect(await counters()).toEqual([0, 0]);
    expect(await roomsOf(withRooms)).toEqual([]);
    // What was sold and is not is given no room either.
    await world.planRooms();
    expect(await roomsOf(sold)).toEqual([]);
  });
});

describe('holds that are swept', () => {
  it('free their nights when their lease has ended, and no sooner; each counts once as abandoned', async () => {
    const requests = times(3, () => wishFor(category));
    const [over = '', also = '', running = ''] = await world.taken(requests);
    await world.endLease(over, also);
    expect(await world.sweep()).toBe(2);
    expect(await world.statuses([over, also, running])).toEqual(['LAPSED', 'LAPSED', 'HELD']);
    expect(await world.sweep()).toBe(0);
    expect(await counters()).toEqual([1, 0]);
    for (const { holder } of requests.slice(0, 2)) {
      expect(await world.kept(holder)).toEqual({ held: 0, sold: 0, abandoned: 1 });
    }
  });

  it('are all of them, also more than go into one batch', async () => {
    const roomy = await world.category(230);
    const ids = (await Promise.all(times(3, (n) => world.taken(times(n < 2 ? 100 : 30, () => wishFor(roomy)))))).flat();
    await world.endLease(...ids);
    expect(await world.sweep()).toBe(230);
    expect(await counters(roomy)).toEqual([0, 0]);
  });
});

const BODIES: [string, (id: string) => object][] = [
  ['no hold', () => ({ holds: [] })],
  ['101 holds', () => ({ holds: times(101, () => ({ bookingId: randomUUID() })) })],
  ['an id that is none', (bookingId) => ({ holds: [{ bookingId }, { bookingId: '1' }] })],
  ['a hold without an id', (bookingId) => ({ holds: [{ bookingId }, {}] })],
  ['an id as it is', (id) => ({ holds: [id] })],
  ['one hold and no list', (bookingId) => ({ holds: { bookingId } })],
  ['a list in a list', (bookingId) => ({ holds: [[{ bookingId }]] })],
  ['a member that is not known', (bookingId) => ({ holds: [{ bookingId }], force: true })],
  ['a member of a hold that is not known', (bookingId) => ({ holds: [{ bookingId, force: true }] })],
  ['nothing', () => ({})],
];

it.each(
  ['/holds/confirmations', '/holds/releases'].flatMap((path) => BODIES.map(([what, body]) => ({ path, what, body }))),
)('POST $path is refused as a whole for $what', async ({ path, body }) => {
  const [id = ''] = await taken(1);
  const answer = await world.post(path, body(id));
  expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_request']);
  expect(await world.statuses([id])).toEqual(['HELD']);
});
