import { randomUUID } from 'node:crypto';
import { addDays } from '#contracts';
import { HoldSweep } from '../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { RoomPlanner } from '../../apps/hotel-inventory/src/room-plan/room-planner.service.js';
import { brokenInvariants } from '../support/invariants.js';
import { type TestCategory, TestSystem } from '../support/system.js';

const AT_ONCE = 100;

describe('rooms of sold stays', () => {
  let system: TestSystem;
  let other: TestSystem;
  let token: string;

  beforeAll(async () => {
    system = await TestSystem.start();
    other = await TestSystem.start({ databases: system.databases, env: system.env });
    token = await system.serviceToken();
  });
  afterAll(async () => {
    await other.close();
    await system.close();
  });

  /** There are no bookings here, only holds. */
  const broken = async () =>
    (await brokenInvariants(system, 'live')).filter((rule) => !rule.startsWith('A booking is confirmed when'));
  const plan = (on = system) => on.inventory.app.get(RoomPlanner, { strict: false }).plan();
  const post = (path: string, holds: object[]) =>
    system.toInventory<{ holds: { outcome: string }[] }>('POST', path, { token, json: { holds } });

  /** Holds of one room; answers the ids of those that are held. */
  const hold = async (category: TestCategory, stays: { from: number; nights: number }[]): Promise<string[]> => {
    const held: string[] = [];
    for (let at = 0; at < stays.length; at += AT_ONCE) {
      const wanted = stays.slice(at, at + AT_ONCE).map(({ from, nights }) => ({
        ...{ bookingId: randomUUID(), holder: `guest-${randomUUID()}`, holderRole: 'guest' },
        ...{ ...category.stay(from, nights), rooms: 1, totalGuests: 1, holdSeconds: 600 },
      }));
      const { body } = await post('/holds', wanted);
      body.holds.forEach(({ outcome }, index) => outcome === 'held' && held.push(wanted[index]?.bookingId ?? ''));
    }
    return held;
  };
  const end = async (path: string, ids: readonly string[]) => {
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      await post(
        path,
        ids.slice(at, at + AT_ONCE).map((bookingId) => ({ bookingId })),
      );
    }
  };
  const confirm = (ids: readonly string[]) => end('/holds/confirmations', ids);
  const release = (ids: readonly string[]) => end('/holds/releases', ids);

  it('are given to a thousand confirms of one category by two runs, one room for each stay', async () => {
    const category = await system.category(60);
    const stays = Array.from({ length: 1_000 }, (_, n) => ({ from: (n * 7) % 25, nights: 1 + (n % 4) }));
    const held = await hold(category, stays);
    expect(held.length).toBeGreaterThan(500);
    await confirm(held);
    expect(await system.count('inventory', 'RoomNight')).toBe(0);
    expect((await plan()) + (await plan())).toBe(held.length);
    expect(await system.count('inventory', 'Hold', 'roomsDue = TRUE')).toBe(0);
    const [row] = await system.inventoryDb.query<{ most: number }>(
      'SELECT MAX(rooms) AS most FROM (SELECT COUNT(DISTINCT roomId) AS rooms FROM RoomNight GROUP BY bookingId) AS counted',
    );
    expect(row?.most).toBe(1);
    expect(await broken()).toEqual([]);
  });

  it('change for stays that come later where a stay would otherwise have to change rooms', async () => {
    const category = await system.category(2);
    const [late] = await hold(category, [{ from: 3, nights: 2 }]);
    const [early] = await hold(category, [{ from: 1, nights: 2 }]);
    await confirm([late ?? '', early ?? '']);
    await plan();
    // Each in a room of its own, as somebody at the desk might have put them.
    const rooms = await system.inventoryDb.query<{ id: number }>(
      'SELECT id FROM Room WHERE categoryId = ? ORDER BY id',
      [category.id],
    );
    await system.inventoryDb.query('DELETE FROM RoomNight WHERE bookingId IN (?, ?)', [late, early]);
    const put = (roomId: number | undefined, bookingId: string | undefined, from: number) =>
      system.inventoryDb.query('INSERT INTO RoomNight (roomId, date, bookingId) VALUES (?, ?, ?), (?, ?, ?)', [
        ...[roomId, addDays(category.firstDate, from), bookingId],
        ...[roomId, addDays(category.firstDate, from + 1), bookingId],
      ]);
    await put(rooms[0]?.id, late, 3);
    await put(rooms[1]?.id, early, 1);
    const across = await hold(category, [{ from: 2, nights: 3 }]);
    await confirm(across);
    expect(await plan()).toBe(1);
    expect(await broken()).toEqual([]);
    const given = await system.inventoryDb.query('SELECT DISTINCT roomId FROM RoomNight WHERE bookingId = ?', [late]);
    expect(given).toEqual([{ roomId: rooms[1]?.id }]);
  });

  it('are orphans of nobody while cancels, sweeps and planners of two replicas meet', async () => {
    const category = await system.category(30);
    for (let round = 0; round < 5; round++) {
      const stays = Array.from({ length: 150 }, (_, n) => ({ from: (n * 5 + round) % 24, nights: 1 + (n % 5) }));
      const held = await hold(category, stays);
      await confirm(held.slice(0, 100));
      const lapsing = held.slice(100);
      if (lapsing.length > 0)
        await system.inventoryDb.query(
          `UPDATE Hold SET deadline = UTC_TIMESTAMP(3) WHERE bookingId IN (${lapsing.map(() => '?').join(', ')})`,
          lapsing,
        );
      await Promise.all([
        ...[plan(), plan(other), plan()],
        release(held.slice(0, 30)),
        release(held.slice(40, 60)),
        system.inventory.app.get(HoldSweep, { strict: false }).sweep(),
        plan(other),
      ]);
    }
    await plan();
    expect(await system.count('inventory', 'Hold', 'roomsDue = TRUE')).toBe(0);
    const orphans = await system.inventoryDb.query(
      `SELECT n.bookingId FROM RoomNight n LEFT JOIN Hold h ON h.bookingId = n.bookingId AND h.status = 'CONFIRMED'
       WHERE h.bookingId IS NULL`,
    );
    expect(orphans).toEqual([]);
    expect(await broken()).toEqual([]);
  });
});
