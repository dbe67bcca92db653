import type { TestCategory } from '../support/category.js';
import { tally, times, told, wishFor } from './hold-wishes.js';
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
  category = await world.category(100);
});

/** The database refuses one row in this status, for a reason that nobody knows of. */
async function whileRefused<T>(bookingId: string, status: string, work: () => Promise<T>): Promise<T> {
  const condition = `bookingId <> '${bookingId}' OR status <> '${status}'`;
  await world.asOwner(`ALTER TABLE Hold ADD CONSTRAINT refused CHECK (${condition})`);
  try {
    return await work();
  } finally {
    await world.asOwner('ALTER TABLE Hold DROP CONSTRAINT refused');
  }
}

const hundred = () => times(100, () => wishFor(category));
const idOf = (of: readonly { bookingId: string }[], index: number) => of[index]?.bookingId ?? '';
const counters = async () => (await world.counters(category, 1))[0];

describe('one hold among a hundred that cannot be written', () => {
  it('is not taken, and all others are', async () => {
    const requests = hundred();
    const bad = idOf(requests, 61);
    const answers = await whileRefused(bad, 'HELD', () => world.take(requests));
    expect(tally(answers.map(told))).toEqual({ held: 99, internal_error: 1 });
    expect(answers[61]).toMatchObject({ bookingId: bad, problem: { status: 500, code: 'internal_error' } });
    expect(await counters()).toEqual([99, 0]);
    expect(await world.statuses([bad])).toEqual([undefined]);
    expect(await world.kept(requests[61]?.holder)).toEqual({ held: 0, sold: 0, abandoned: undefined });
    // It is over when the reason is.
    expect(await world.takeOne(requests[61] ?? wishFor(category))).toBe('held');
  });

  it('is not confirmed, and all others are', async () => {
    const ids = await world.taken(hundred());
    const answers = await whileRefused(ids[3] ?? '', 'CONFIRMED', () => world.confirm(ids));
    expect(tally(answers.map(told))).toEqual({ confirmed: 99, internal_error: 1 });
    expect(await world.statuses(ids.slice(2, 5))).toEqual(['CONFIRMED', 'HELD', 'CONFIRMED']);
    expect(await counters()).toEqual([1, 99]);
  });

  it('is not released, and all others are', async () => {
    const ids = await world.taken(hundred());
    const answers = await whileRefused(ids[99] ?? '', 'RELEASED', () => world.release(ids));
    expect(tally(answers.map(told))).toEqual({ released: 99, internal_error: 1 });
    expect(await world.statuses(ids.slice(98))).toEqual(['RELEASED', 'HELD']);
    expect(await counters()).toEqual([1, 0]);
  });

  it('is not swept, and all others are, also those behind it', async () => {
    const ids = await world.taken(hundred().slice(0, 60));
    await world.endLease(...ids);
    const behind = await world.taken(times(40, () => wishFor(category)));
    await world.database.query(
      `UPDATE Hold SET deadline = UTC_TIMESTAMP(3) - INTERVAL 1 HOUR WHERE bookingId = '${ids[7]}'`,
    );
    await world.endLease(...behind);
    const swept = await whileRefused(ids[7] ?? '', 'LAPSED', () => world.sweep());
    expect(swept).toBe(99);
    expect(await world.statuses(ids.slice(6, 9))).toEqual(['LAPSED', 'HELD', 'LAPSED']);
    expect(await counters()).toEqual([1, 0]);
    expect(await world.sweep()).toBe(1);
  });
});
