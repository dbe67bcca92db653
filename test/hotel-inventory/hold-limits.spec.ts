import { randomUUID } from 'node:crypto';
import type { HoldRequest } from '#contracts';
import { Retention } from '../../apps/hotel-inventory/src/retention/retention.service.js';
import type { TestCategory } from '../support/category.js';
import { datesOf, times, told, wishFor } from './hold-wishes.js';
import { HOLDER, HoldWorld, NO_LIMITS } from './hold-world.js';

const PENDING = 5;
const ABANDONED = 7;
const LIMITS = {
  ...NO_LIMITS,
  ...{ HOLDS_PER_GUEST: `${PENDING}`, HOLDS_ABANDONED_PER_HOUR: `${ABANDONED}`, STAFF_LIMITS_TIMES: '2' },
};

let world: HoldWorld;
let category: TestCategory;

beforeAll(async () => {
  world = await HoldWorld.start(LIMITS);
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
  const ids = await world.database.query<{ bookingId: string }>(
    "SELECT bookingId FROM Hold WHERE status IN ('HELD', 'CONFIRMED')",
  );
  for (let from = 0; from < ids.length; from += 100) {
    await world.releasePatiently(ids.slice(from, from + 100).map(({ bookingId }) => bookingId));
  }
  await world.database.query('DELETE FROM Holder');
  category = await world.category(50);
});

const wish = (parts: Partial<HoldRequest> = {}) => wishFor(category, { holder: HOLDER, ...parts });
const taken = (n: number, parts: Partial<HoldRequest> = {}) => world.taken(times(n, () => wish(parts)));
const next = (parts: Partial<HoldRequest> = {}) => world.takeOne(wish(parts));
const hoursPass = (hours: number) =>
  world.database.query(
    'UPDATE Holder SET abandonedSince = abandonedSince - INTERVAL ? HOUR, seenAt = seenAt - INTERVAL ? HOUR',
    [hours, hours],
  );

describe('pending bookings of one guest', () => {
  it('are so many: the next is refused, keeps nothing, and may come back when one ends', async () => {
    await taken(PENDING);
    const refused = wish();
    const [answer] = await world.take([refused]);
    expect(answer).toMatchObject({ problem: { status: 429, code: 'too_many_pending_bookings' } });
    const wait = answer?.outcome === 'refused' ? (answer.retryAfterSeconds ?? 0) : 0;
    expect(wait).toBeGreaterThan(500);
    expect(wait).toBeLessThanOrEqual(605);
    expect(await world.statuses([refused.bookingId])).toEqual([undefined]);
    expect((await world.counters(category, 1))[0]).toEqual([PENDING, 0]);
    // Another guest does not mind.
    expect(await next({ holder: 'guest-2' })).toBe('held');
  });

  it.each<[string, (id: string) => Promise<unknown>, number]>([
    ['a confirm', (id) => world.confirm([id]), 0],
    ['a release', (id) => world.release([id]), 1],
    ['a sweep after its lease', async (id) => [await world.endLease(id), await world.sweep()], 1],
  ])('are one less by %s, however often it is repeated', async (_, end, abandoned) => {
    const [first = ''] = await taken(PENDING);
    await end(first);
    await end(first);
    expect(await world.kept()).toMatchObject({ held: PENDING - 1, abandoned });
    expect([await next(), await next()]).toEqual(['held', 'too_many_pending_bookings']);
  });

  it('are one less when a lease has ended, also before anybody has noticed', async () => {
    const [first = ''] = await taken(PENDING);
    await world.endLease(first);
    expect([await next(), await next()]).toEqual(['held', 'too_many_pending_bookings']);
    expect(await world.statuses([first])).toEqual(['HELD']);
  });

  it('do not count the same hold again, and do not refuse its repeat, held or sold', async () => {
    const wishes = times(PENDING, () => wish());
    const [, confirmed = ''] = await world.taken(wishes);
    expect((await world.take(wishes)).map(told)).toEqual(Array(PENDING).fill('held'));
    await world.confirm([confirmed]);
    await taken(1);
    expect((await world.take(wishes)).map(told)).toEqual(Array(PENDING).fill('held'));
    expect(await world.kept()).toMatchObject({ held: PENDING, sold: 1 });
  });

  it('count a lapsed hold that is taken again', async () => {
    const wishes = times(PENDING, () => wish());
    const [lapsed = ''] = await world.taken(wishes);
    await world.endLease(lapsed);
    await world.sweep();
    const [other = ''] = await taken(1);
    expect((await world.take(wishes.slice(0, 1))).map(told)).toEqual(['too_many_pending_bookings']);
    expect(await world.statuses([lapsed])).toEqual(['LAPSED']);
    await world.confirm([other]);
    expect((await world.take(wishes.slice(0, 1))).map(told)).toEqual(['held']);
    expect(await next()).toBe('too_many_pending_bookings');
  });

  it('do not count what could not be had', async () => {
    const full = await world.category(1);
    await world.taken([wishFor(full)]);
    const wishes = times(PENDING, () => wishFor(full, { holder: HOLDER }));
    expect((await world.take(wishes)).map(told)).toEqual(Array(PENDING).fill('sold_out'));
    await taken(PENDING);
  });

  it('are those of one user, whose name is told letter by letter', async () => {
    await taken(PENDING, { holder: 'Ada' });
    expect(await next({ holder: 'Ada' })).toBe('too_many_pending_bookings');
    for (const holder of ['ada', 'Ádá', 'Ada1']) expect([holder, await next({ holder })]).toEqual([holder, 'held']);
  });

  it('are so many times as many for staff, and as many as they like for services', async () => {
    const staff = { holder: 'clerk', holderRole: 'staff' as const };
    await taken(2 * PENDING, staff);
    expect(await next(staff)).toBe('too_many_pending_bookings');
    await taken(3 * PENDING, { holder: 'importer', holderRole: 'service' });
  });
});

describe('bookings that one guest lets go within an hour', () => {
  it('are so many, whichever way; then the hour must pass', async () => {
    for (let i = 0; i < ABANDONED; i++) {
      const [id = ''] = await taken(1);
      if (i % 2 === 0) await world.release([id]);
      else {
        await world.endLease(id);
        await world.sweep();
      }
    }
    const [answer] = await world.take([wish()]);
    expect(answer).toMatchObject({ problem: { status: 429, code: 'too_many_abandoned_bookings' } });
    const wait = answer?.outcome === 'refused' ? (answer.retryAfterSeconds ?? 0) : 0;
    expect(wait).toBeGreaterThan(3_300);
    expect(wait).toBeLessThanOrEqual(3_605);
    expect(await world.kept()).toMatchObject({ held: 0, abandoned: ABANDONED });

    await hoursPass(1);
    await world.release(await taken(1));
    expect(await world.kept()).toMatchObject({ held: 0, abandoned: 1 });
  });

  it('are each counted where many are let go at once', async () => {
    const ids = await taken(PENDING);
    const [other = ''] = await taken(1, { holder: 'guest-2' });
    await world.release([...ids, other]);
    expect(await world.kept()).toMatchObject({ abandoned: PENDING });
    expect(await world.kept('guest-2')).toMatchObject({ abandoned: 1 });
  });

  it('let a guest who let too many go confirm and repeat what is held', async () => {
    const kept = wish();
    await world.taken([kept]);
    for (let i = 0; i < ABANDONED; i++) await world.release(await taken(1));
    expect(await next()).toBe('too_many_abandoned_bookings');
    expect((await world.take([kept])).map(told)).toEqual(['held']);
    expect(await world.confirmOne(kept.bookingId)).toBe('confirmed');
  });

  it('are also those that were confirmed less than an hour before, and no others', async () => {
    const [early = '', late = '', lapsed = ''] = await taken(3);
    await world.confirm([early, late]);
    await world.endLease(lapsed);
    await world.sweep();
    await world.database.query('UPDATE Hold SET changedAt = changedAt - INTERVAL 3599 SECOND WHERE bookingId = ?', [
      early,
    ]);
    await world.database.query('UPDATE Hold SET changedAt = changedAt - INTERVAL 3601 SECOND WHERE bookingId = ?', [
      late,
    ]);
    await world.release([late, lapsed, randomUUID()]);
    expect(await world.kept()).toMatchObject({ abandoned: 1 });
    await world.database.query('UPDATE Hold SET changedAt = changedAt + INTERVAL 3000 SECOND WHERE bookingId = ?', [
      early,
    ]);
    await world.release([early]);
    await world.release([early]);
    expect(await world.kept()).toEqual({ held: 0, sold: 0, abandoned: 2 });
  });

  it('are forgotten with the guest when the hour is over', async () => {
    const [id = ''] = await taken(1);
    await world.release([id]);
    const retention = world.app.app.get(Retention, { strict: false });
    await retention.prune();
    expect(await world.kept()).toMatchObject({ abandoned: 1 });
    await hoursPass(2);
    await retention.prune();
    expect(await world.kept()).toMatchObject({ abandoned: undefined });
    expect(await next()).toBe('held');
  });
});

it('a limit of 0 is none, and what is let go is counted all the same', async () => {
  const free = await HoldWorld.start(NO_LIMITS);
  try {
    const roomy = await free.category(60);
    const ids = await free.taken(times(40, () => wishFor(roomy, { holder: HOLDER })));
    await free.release(ids);
    const house = wishFor(roomy, { holder: HOLDER, rooms: 50, totalGuests: 50, ...datesOf(roomy, 1, 25) });
    expect(await free.takeOne(house)).toBe('held');
    expect(await free.kept()).toEqual({ held: 1, sold: 0, abandoned: 40 });
  } finally {
    await free.close();
  }
});
