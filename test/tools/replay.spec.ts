import { randomUUID } from 'node:crypto';
import { addDays } from '#contracts';
import { Latencies } from '../../tools/replay/latencies.js';
import { Replay, type ReplayOptions } from '../../tools/replay/replay.js';
import type { Reservation } from '../../tools/replay/reservation.js';
import { RestClient } from '../../tools/replay/rest-client.js';
import { Standing } from '../../tools/replay/standing.js';
import { verifyInvariants } from '../../tools/verify/verify-invariants.js';
import { type TestCategory, TestSystem } from '../support/system.js';

const ROOMS = 2;

describe('the replay', () => {
  let system: TestSystem;
  let booking: RestClient;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start();
  });

  afterAll(async () => {
    await system.close();
  });

  beforeEach(async () => {
    category = await system.category(ROOMS);
    booking = new RestClient(system.booking.url, 8, new Latencies());
  });

  afterEach(async () => {
    await booking.close();
  });

  const replayOf = async (options: Partial<ReplayOptions> = {}) => {
    const token = await system.token('replay-guest');
    return new Replay({
      runId: randomUUID(),
      clients: 8,
      booking,
      hotel: { hotelId: category.hotelId, categoryIds: new Map([[1, category.id]]) },
      standing: new Standing(new Map([[1, ROOMS]])),
      tokenOf: () => token,
      ...options,
    });
  };
  const reservation = (number: number, fromDay: number, nights: number, cancelled = false): Reservation => ({
    id: `INN${String(number).padStart(5, '0')}`,
    category: 1,
    guests: 1,
    checkInDate: addDays(category.firstDate, fromDay),
    checkOutDate: addDays(category.firstDate, fromDay + nights),
    bookedOn: category.firstDate,
    averagePrice: 100,
    cancelled,
  });
  const urls = () => ({
    bookingDatabaseUrl: system.databases.bookingUrl,
    inventoryDatabaseUrl: system.databases.inventoryUrl,
  });

  it('gives a room to everybody who stays, however many cancel around them, and explains who found none', async () => {
    const kept = [
      reservation(1, 1, 3),
      reservation(2, 2, 2),
      reservation(3, 4, 1),
      reservation(4, 1, 1),
      reservation(5, 4, 2),
    ];
    const gone = Array.from({ length: 30 }, (_, i) => reservation(100 + i, 1 + (i % 4), 1, true));
    // Those who cancel hold the last rooms just when those who stay want them.
    const inOrder = [...gone.slice(0, 15), ...kept, ...gone.slice(15)];
    const replay = await replayOf();
    await replay.run(inOrder, () => undefined);

    expect(Object.fromEntries(replay.failures)).toEqual({});
    expect(replay).toMatchObject({ settled: 35, confirmed: 5, roomNights: 9, soldOutUnexplained: 0 });
    expect(replay.cancelled + replay.soldOutExplained).toBe(30);
    expect(await system.count('booking', 'Booking', "hotelId = ? AND status = 'CONFIRMED'", [category.hotelId])).toBe(
      5,
    );
    const report = await verifyInvariants(urls(), { mode: 'live', answered: replay.answered });
    expect(report.rules.filter((rule) => rule.violations > 0)).toEqual([]);
  });

  it('does not believe a "sold out" that its own record does not bear out', async () => {
    await system.inventoryDb.query('UPDATE CategoryNight SET sold = capacity WHERE categoryId = ?', [category.id]);
    const replay = await replayOf({ freeWithinMs: 1_000 });
    await replay.run([reservation(1, 1, 1), reservation(2, 1, 1, true)], () => undefined);
    expect(replay).toMatchObject({ soldOutUnexplained: 2, soldOutExplained: 0, confirmed: 0 });
    expect(replay.triedAgain).toBeGreaterThanOrEqual(2);
  });

  it('counts what goes wrong by what was answered, and goes on', async () => {
    const replay = await replayOf({ clients: 1 });
    await replay.run(
      [{ ...reservation(1, 1, 1), guests: 9 }, reservation(2, 40, 1), reservation(3, 1, 1)],
      () => undefined,
    );
    expect(Object.fromEntries(replay.failures)).toEqual({
      'create: 400 invalid_request': 1,
      'create: 409 not_on_sale': 1,
    });
    expect(replay.confirmed).toBe(1);
  });

  it('makes the same booking when the same run is sent twice', async () => {
    const runId = randomUUID();
    const reservations = [reservation(1, 1, 1), reservation(2, 2, 1)];
    const first = await replayOf({ runId });
    await first.run(reservations, () => undefined);
    const second = await replayOf({ runId });
    await second.run(reservations, () => undefined);
    expect(second.answered).toEqual(first.answered);
    expect(await system.count('booking', 'Booking', 'hotelId = ?', [category.hotelId])).toBe(2);
  });

  it('begins nothing more once it is stopped, and ends what it began', async () => {
    const replay = await replayOf({ clients: 1 });
    await replay.run([reservation(1, 1, 1), reservation(2, 2, 1)], () => replay.stop());
    expect(replay).toMatchObject({ settled: 1, confirmed: 1 });
  });
});
