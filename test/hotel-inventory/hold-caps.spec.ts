import { randomUUID } from 'node:crypto';
import { brokenInvariants } from '../support/invariants.js';
import type { TestCategory } from '../support/system.js';
import { CapsWorld, HOLDER, LIMITS, NEIGHBOUR } from './hold-caps-world.js';

const LIVE = Number(LIMITS.HOLDS_PER_GUEST);
const ABANDONED = Number(LIMITS.HOLDS_ABANDONED_PER_HOUR);

describe('what one guest may keep from others', () => {
  let world: CapsWorld;
  let category: TestCategory;

  beforeAll(async () => {
    world = await CapsWorld.start();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.system.inventoryDb.query("DELETE FROM Hold WHERE status <> 'CONFIRMED'");
    await world.system.inventoryDb.query('UPDATE CategoryNight SET held = 0');
    await world.system.inventoryDb.query('DELETE FROM Holder');
    category = await world.system.category(50);
    await world.taken(category, NEIGHBOUR);
  });
  afterEach(async () => {
    expect(await world.counts(NEIGHBOUR)).toEqual({ live: 1, abandoned: 0, held: 1 });
    // Nobody runs booking here: its rules have nothing to say.
    expect((await brokenInvariants(world.system, 'at-rest')).filter((rule) => rule.includes('counter'))).toEqual([]);
  });

  const fill = async () => {
    const ids = [];
    for (let i = 0; i < LIVE; i++) ids.push(await world.taken(category));
    return ids;
  };
  const heldRooms = async () => (await world.system.nights(category.id))[1]?.held;

  it('is so many live holds: the next is refused, keeps nothing, and may come back when one ends', async () => {
    await fill();
    const next = randomUUID();
    const refused = await world.take(category, next);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ code: 'too_many_pending_bookings' });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(590);
    expect(wait).toBeLessThanOrEqual(605);
    expect(await world.system.holdStatus(next)).toBeUndefined();
    expect(await heldRooms()).toBe(LIVE + 1);
    expect(await world.counts()).toEqual({ live: LIVE, abandoned: 0, held: LIVE });
  });

  it.each<[string, (id: string) => Promise<unknown>, number]>([
    ['a confirm', (id) => world.confirm(id), 0],
    ['a release', (id) => world.release(id), 1],
    ['a sweep after its lease', async (id) => [await world.endLease(id), await world.sweep()], 1],
  ])('gives a place back by %s, once however often it is repeated', async (_, end, abandoned) => {
    const [first = ''] = await fill();
    await end(first);
    await end(first);
    expect(await world.counts()).toEqual({ live: LIVE - 1, abandoned, held: LIVE - 1 });
    expect((await world.take(category)).status).toBe(200);
    expect((await world.take(category)).status).toBe(429);
  });

  it('gives nothing back where a confirmed hold, a lapsed one, or none at all is released', async () => {
    const [confirmed = '', lapsed = ''] = await fill();
    await world.confirm(confirmed);
    await world.endLease(lapsed);
    await world.sweep();
    for (const id of [confirmed, lapsed, randomUUID()]) await world.release(id);
    expect(await world.counts()).toEqual({ live: LIVE - 2, abandoned: 1, held: LIVE - 2 });
  });

  it('does not count the same hold again, and does not refuse its repeat, held or confirmed', async () => {
    const [held = '', confirmed = ''] = await fill();
    expect((await world.take(category, held)).status).toBe(200);
    await world.confirm(confirmed);
    await world.taken(category);
    expect((await world.take(category, confirmed)).body).toMatchObject({ status: 'CONFIRMED' });
    expect(await world.counts()).toEqual({ live: LIVE, abandoned: 0, held: LIVE });
  });

  it('counts a lapsed hold that is taken again, under the cap', async () => {
    const [lapsed = ''] = await fill();
    await world.endLease(lapsed);
    await world.sweep();
    const other = await world.taken(category);
    expect(await world.take(category, lapsed)).toMatchObject({ status: 429 });
    expect(await world.system.holdStatus(lapsed)).toBe('LAPSED');
    await world.confirm(other);
    expect((await world.take(category, lapsed)).status).toBe(200);
    expect(await world.counts()).toEqual({ live: LIVE, abandoned: 1, held: LIVE });
  });

  it('does not count what could not be had', async () => {
    const full = await world.system.category(1);
    await world.taken(full, 'guest-3');
    await world.taken(category);
    expect((await world.take(full)).body).toMatchObject({ code: 'sold_out' });
    expect(await world.counts()).toEqual({ live: 1, abandoned: 0, held: 1 });
  });

  it('is so many holds let go within an hour, whichever way; then the hour must pass', async () => {
    for (let i = 0; i < ABANDONED; i++) {
      const id = await world.taken(category);
      if (i % 2 === 0) await world.release(id);
      else {
        await world.endLease(id);
        await world.sweep();
      }
    }
    const refused = await world.take(category);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_abandoned_bookings' } });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(3_500);
    expect(wait).toBeLessThanOrEqual(3_605);
    expect(await world.counts()).toEqual({ live: 0, abandoned: ABANDONED, held: 0 });

    await hoursPass(1);
    const next = await world.taken(category);
    await world.release(next);
    expect(await world.counts()).toEqual({ live: 0, abandoned: 1, held: 0 });
  });

  it('still lets a guest who let too many go confirm and repeat what is held', async () => {
    const kept = await world.taken(category);
    for (let i = 0; i < ABANDONED; i++) await world.release(await world.taken(category));
    expect((await world.take(category, kept)).status).toBe(200);
    expect((await world.confirm(kept)).status).toBe(204);
    expect(await world.counts()).toEqual({ live: 0, abandoned: ABANDONED, held: 0 });
  });

  it('is so many rooms × nights in one hold, exactly', async () => {
    const fits = { rooms: 4, totalGuests: 4, ...category.stay(1, 3) };
    expect((await world.take(category, randomUUID(), HOLDER, fits)).status).toBe(200);
    const tooLarge = { ...fits, ...category.stay(1, 4) };
    expect(await world.take(category, randomUUID(), HOLDER, tooLarge)).toMatchObject({
      status: 422,
      body: { code: 'hold_too_large', roomNights: 16, maxRoomNights: 12 },
    });
    expect(await world.counts()).toEqual({ live: 1, abandoned: 0, held: 1 });
  });

  it('is not counted for a booking app of the version before, until it names the holder', async () => {
    const id = randomUUID();
    expect((await world.take(category, id, null)).status).toBe(200);
    expect(await world.counts()).toBeUndefined();
    await world.endLease(id);
    await world.sweep();
    expect((await world.take(category, id)).status).toBe(200);
    expect(await world.counts()).toEqual({ live: 1, abandoned: 0, held: 1 });
  });

  it('refuses a holder that nobody could be', async () => {
    for (const holder of ['%', 'a'.repeat(65)]) {
      const answer = await world.system.toInventory('PUT', `/holds/${randomUUID()}`, {
        token: await world.system.serviceToken(),
        headers: { 'x-holder': holder },
        json: { ...category.stay(), rooms: 1, totalGuests: 1, holdSeconds: 600 },
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
  });

  it('is set right after a replica of the version before changed holds and no counter', async () => {
    const [confirmed = '', released = ''] = await fill();
    const sql = world.system.inventoryDb;
    // As that version does: the nights and the hold, and no holder.
    await sql.query("UPDATE Hold SET status = 'LAPSED' WHERE bookingId IN (?, ?)", [confirmed, released]);
    await sql.query('UPDATE CategoryNight SET held = held - 2 WHERE categoryId = ? AND held > 0', [category.id]);
    expect(await world.counts()).toEqual({ live: LIVE, abandoned: 0, held: LIVE - 2 });
    expect((await world.take(category)).status).toBe(429);

    expect(await world.recount()).toBe(1);
    expect(await world.counts()).toEqual({ live: LIVE - 2, abandoned: 0, held: LIVE - 2 });
    expect(await world.recount()).toBe(0);
    expect((await world.take(category)).status).toBe(200);
  });

  it('is counted again where the row is missing, and never goes below zero before', async () => {
    const [first = ''] = await fill();
    await world.system.inventoryDb.query('UPDATE Holder SET live = 0 WHERE holderId = ?', [HOLDER]);
    expect((await world.confirm(first)).status).toBe(204);
    await world.system.inventoryDb.query('DELETE FROM Holder WHERE holderId = ?', [HOLDER]);
    expect(await world.recount()).toBe(1);
    expect(await world.counts()).toEqual({ live: LIVE - 1, abandoned: 0, held: LIVE - 1 });
  });

  it('is forgotten when nothing is kept and nothing was let go within the hour', async () => {
    await world.confirm(await world.taken(category));
    await world.release(await world.taken(category, 'guest-3'));
    await world.recount();
    expect(await world.counts()).toBeUndefined();
    expect(await world.counts('guest-3')).toEqual({ live: 0, abandoned: 1, held: 0 });
    await hoursPass(1);
    await world.recount();
    expect(await world.counts('guest-3')).toBeUndefined();
  });

  async function hoursPass(hours: number): Promise<void> {
    await world.system.inventoryDb.query('UPDATE Holder SET abandonedSince = abandonedSince - INTERVAL ? HOUR', [
      hours,
    ]);
  }
});

it('a limit of 0 is none, and the counter still counts', async () => {
  const world = await CapsWorld.start({
    HOLDS_PER_GUEST: '0',
    HOLDS_ABANDONED_PER_HOUR: '0',
    ROOM_NIGHTS_PER_HOLD: '0',
  });
  try {
    const category = await world.system.category(50);
    const ids = [];
    for (let i = 0; i < ABANDONED + 2; i++) ids.push(await world.taken(category));
    for (const id of ids) await world.release(id);
    const house = { rooms: 50, totalGuests: 50, ...category.stay(1, 25) };
    expect((await world.take(category, randomUUID(), HOLDER, house)).status).toBe(200);
    expect(await world.counts()).toEqual({ live: 1, abandoned: ABANDONED + 2, held: 1 });
  } finally {
    await world.close();
  }
});
