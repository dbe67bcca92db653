import { randomUUID } from 'node:crypto';
import type { NamedHoldRequest } from '#contracts';
import { brokenInvariants } from '../support/invariants.js';
import type { TestCategory } from '../support/system.js';
import { CapsWorld, datesOf, LIMITS, wishFor } from './hold-caps-world.js';

const outcomes = (answers: readonly { outcome: string }[]) => answers.map(({ outcome }) => outcome);

/** hotel-inventory alone: there are no bookings that the sold nights could stand for. */
const WITHOUT_BOOKINGS = /A booking is confirmed when its hold is/;

describe('holds that are confirmed or released together', () => {
  let world: CapsWorld;
  let category: TestCategory;

  beforeAll(async () => {
    world = await CapsWorld.start({ HOLDS_ABANDONED_PER_HOUR: '0' });
  });
  afterAll(async () => {
    try {
      const broken = await brokenInvariants(world.system);
      expect(broken.filter((rule) => !WITHOUT_BOOKINGS.test(rule))).toEqual([]);
    } finally {
      await world.close();
    }
  });
  beforeEach(async () => {
    category = await world.system.category(4);
  });
  /** Holds that are taken, by the ids of their bookings. */
  const taken = async (requests: readonly NamedHoldRequest[]) => {
    expect(new Set(outcomes(await world.takeTogether(requests)))).toEqual(new Set(['held']));
    return requests.map(({ bookingId }) => bookingId);
  };
  const counters = async (of = category) =>
    (await world.system.nights(of.id)).slice(1, 4).map(({ held, sold }) => [held, sold]);
  const statuses = (ids: readonly string[]) => Promise.all(ids.map((id) => world.system.holdStatus(id)));
  const roomsOf = async (bookingId: string) =>
    (
      await world.system.inventoryDb.query<{ roomId: number }>(
        'SELECT roomId FROM RoomNight WHERE bookingId = ? ORDER BY date, roomId',
        [bookingId],
      )
    ).map(({ roomId }) => roomId);

  it('are sold, each with rooms of its own for its whole stay, and count against nobody any longer', async () => {
    const other = await world.system.category(2);
    const requests = [
      wishFor(category, datesOf(category, 1, 2)),
      wishFor(category, { ...datesOf(category, 2, 2), rooms: 2, totalGuests: 2 }),
      wishFor(category, datesOf(category, 2, 1)),
      wishFor(other),
    ];
    const neighbour = wishFor(other);
    const ids = await taken(requests);
    await taken([neighbour]);
    const answers = await world.confirmTogether(ids);
    expect(answers).toEqual(ids.map((bookingId) => ({ bookingId, outcome: 'confirmed' })));
    expect(await counters()).toEqual([
      [0, 1],
      [0, 4],
      [0, 2],
    ]);
    expect((await counters(other))[0]).toEqual([1, 1]);
    expect((await Promise.all(ids.map(roomsOf))).map((rooms) => rooms.length)).toEqual([2, 4, 1, 1]);
    const [first = '', second = '', third = ''] = ids;
    expect(new Set(await roomsOf(first)).size).toBe(1);
    const onTheSecondNight = [...new Set([await roomsOf(first), await roomsOf(second), await roomsOf(third)].flat())];
    expect(onTheSecondNight).toHaveLength(4);
    for (const { holder } of requests) expect(await world.counts(holder)).toMatchObject({ live: 0, held: 0 });
    expect(await world.counts(neighbour.holder)).toMatchObject({ live: 1, held: 1 });
  });

  it('are confirmed once: a repeat is told so again, also twice in one request', async () => {
    const [id = ''] = await taken([wishFor(category)]);
    expect(outcomes(await world.confirmTogether([id, id]))).toEqual(['confirmed', 'confirmed']);
    expect(outcomes(await world.confirmTogether([id]))).toEqual(['confirmed']);
    expect((await world.confirm(id)).status).toBe(204);
    expect((await counters())[0]).toEqual([0, 1]);
  });

  it('are gone where they never were, lapsed or were released, and whoever is beside them is confirmed', async () => {
    const [lapsed = '', released = '', kept = ''] = await taken([1, 2, 3].map(() => wishFor(category)));
    await world.endLease(lapsed);
    await world.sweep();
    await world.release(released);
    const tombstone = randomUUID();
    await world.release(tombstone);
    const ids = [randomUUID(), lapsed, released, tombstone, kept];
    expect(outcomes(await world.confirmTogether(ids))).toEqual(['gone', 'gone', 'gone', 'gone', 'confirmed']);
    for (const id of ids.slice(0, 4)) expect((await world.confirm(id)).status).toBe(410);
    expect((await counters())[0]).toEqual([0, 1]);
  });

  it('of one guest are left to go one by one, so that each is counted', async () => {
    const holder = 'guest-with-two';
    const ids = [...(await taken([wishFor(category, { holder })])), await world.taken(category, holder)];
    const [stranger = ''] = await taken([wishFor(category)]);
    const answers = await world.confirmTogether([...ids, stranger]);
    expect(outcomes(answers).sort()).toEqual(['alone', 'confirmed', 'confirmed']);
    expect(await world.counts(holder)).toMatchObject({ live: 1, held: 1 });
    const left = answers.find(({ outcome }) => outcome === 'alone')?.bookingId ?? '';
    expect(ids).toContain(left);
    expect((await world.confirm(left)).status).toBe(204);
    expect(await world.counts(holder)).toMatchObject({ live: 0, held: 0 });
  });

  it('are none of them confirmed where one must change rooms: each is left to go alone, and then is', async () => {
    const two = await world.system.category(2);
    const oneNight = async (from: number) => (await taken([wishFor(two, datesOf(two, from, 1))]))[0] ?? '';
    const confirmed = async (from: number) => {
      const id = await oneNight(from);
      await world.confirm(id);
      return id;
    };
    // The first night has the lower room free, the second night the higher one.
    const leaving = await confirmed(1);
    await confirmed(1);
    await confirmed(2);
    await world.release(leaving);
    const ids = await taken([wishFor(two, datesOf(two, 1, 2)), wishFor(category)]);
    expect(outcomes(await world.confirmTogether(ids))).toEqual(['alone', 'alone']);
    expect(await statuses(ids)).toEqual(['HELD', 'HELD']);
    expect(await counters(two)).toEqual([
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
    expect((await Promise.all(ids.map(roomsOf))).flat()).toEqual([]);
    for (const id of ids) expect((await world.confirm(id)).status).toBe(204);
    expect(new Set(await roomsOf(ids[0] ?? '')).size).toBe(2);
  });

  it('are freed, each with its own nights, and count against nobody any longer', async () => {
    const requests = [wishFor(category, datesOf(category, 1, 2)), wishFor(category, { rooms: 2, totalGuests: 2 })];
    const ids = await taken(requests);
    const [neighbour = ''] = await taken([wishFor(category)]);
    expect(await world.releaseTogether(ids)).toEqual(ids.map((bookingId) => ({ bookingId, outcome: 'released' })));
    expect(await statuses([...ids, neighbour])).toEqual(['RELEASED', 'RELEASED', 'HELD']);
    expect((await counters()).slice(0, 2)).toEqual([
      [1, 0],
      [0, 0],
    ]);
    for (const { holder } of requests) expect(await world.counts(holder)).toEqual({ live: 0, abandoned: 1, held: 0 });
    // For good: a request that comes late takes nothing.
    const late = await world.takeTogether(requests);
    expect(outcomes(late)).toEqual(['alone', 'alone']);
    for (const request of requests) expect((await world.takeAlone(request)).status).toBe(410);
    expect(outcomes(await world.releaseTogether(ids))).toEqual(['released', 'released']);
    expect((await counters())[0]).toEqual([1, 0]);
  });

  it('are left to be released alone where they are sold, lapsed or never came', async () => {
    const [sold = '', lapsed = '', held = ''] = await taken([1, 2, 3].map(() => wishFor(category)));
    await world.confirm(sold);
    await world.endLease(lapsed);
    await world.sweep();
    const ids = [sold, lapsed, randomUUID(), held];
    expect(outcomes(await world.releaseTogether(ids))).toEqual(['alone', 'alone', 'alone', 'released']);
    expect((await counters())[0]).toEqual([0, 1]);
    for (const id of ids) expect((await world.release(id)).status).toBe(204);
    expect(await statuses(ids)).toEqual(['RELEASED', 'RELEASED', 'RELEASED', 'RELEASED']);
    expect((await counters())[0]).toEqual([0, 0]);
  });

  it('are confirmed, released, swept and asked for one by one, all at once: each gives its place back once', async () => {
    const roomy = await world.system.category(40);
    const guests = ['guest-a', 'guest-b', 'guest-c'];
    for (let round = 0; round < 8; round++) {
      const ids: string[] = [];
      for (let n = 0; n < Number(LIMITS.HOLDS_PER_GUEST); n++) {
        ids.push(...(await taken(guests.map((holder) => wishFor(roomy, { holder })))));
      }
      await Promise.all(ids.filter((_, n) => n % 4 === 0).map((id) => world.endLease(id)));
      await Promise.all([
        world.confirmTogether(ids),
        world.releaseTogether([...ids].reverse()),
        world.confirmTogether([...ids.slice(7), ...ids.slice(0, 7)]),
        Promise.all(ids.map((id) => world.release(id))),
        world.sweep(),
        world.recount(),
      ]);
      expect(new Set(await statuses(ids))).toEqual(new Set(['RELEASED']));
      for (const holder of guests) expect(await world.counts(holder)).toMatchObject({ live: 0, held: 0 });
    }
    expect((await counters(roomy))[0]).toEqual([0, 0]);
    expect(
      await world.system.count('inventory', 'RoomNight', 'roomId IN (SELECT id FROM Room WHERE categoryId = ?)', [
        roomy.id,
      ]),
    ).toBe(0);
  });

  const BODIES: [string, (id: string) => object][] = [
    ['no id', () => ({ bookingIds: [] })],
    ['101 ids', () => ({ bookingIds: Array.from({ length: 101 }, () => randomUUID()) })],
    ['an id that is none', (id) => ({ bookingIds: [id, '1'] })],
    ['one id and no list', (id) => ({ bookingIds: id })],
    ['a member that is not known', (id) => ({ bookingIds: [id], force: true })],
    ['nothing', () => ({})],
  ];
  const requests = ['/holds/confirmations', '/holds/releases'].flatMap((path) =>
    BODIES.map(([what, body]) => ({ path, what, body })),
  );

  it.each(requests)('by POST $path are refused as a whole for $what', async ({ path, body }) => {
    const [id = ''] = await taken([wishFor(category)]);
    const token = await world.system.serviceToken();
    const answer = await world.system.toInventory('POST', path, { token, json: body(id) });
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_request']);
    expect(await statuses([id])).toEqual(['HELD']);
  });
});
