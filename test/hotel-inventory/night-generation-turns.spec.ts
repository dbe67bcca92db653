import { randomUUID } from 'node:crypto';
import { GenerationBatches } from '../../apps/hotel-inventory/src/night-generation/generation-batches.service.js';
import { GenerationQueue } from '../../apps/hotel-inventory/src/night-generation/generation-queue.service.js';
import type { NightGenerationRepository } from '../../apps/hotel-inventory/src/night-generation/night-generation.repository.js';
import type { Override } from '../support/app.js';
import { InventoryWorld } from '../support/inventory-world.js';
import { until } from '../support/until.js';

/** As a version before took them; more than 200,000 nights, in some 4,000 batches. */
const GREEDY = { hotels: 6, generations: 45, nights: 750, batchSize: 50 };
/** An honest hotel needs two batches; meanwhile each of the greedy ones may have as many turns, and workers are four. */
const FAIR_SHARE = 100;

/** Goes on with a hotel once it has begun. */
class NoTurns extends GenerationBatches {
  override async runTurn(hotelId: number): Promise<void> {
    const generations = Reflect.get(this, 'generations') as NightGenerationRepository;
    for (let turn = await generations.findTurnOf(hotelId); turn; turn = await generations.findTurnOf(hotelId)) {
      await super.runTurn(hotelId);
    }
  }
}

let world: InventoryWorld;
afterEach(async () => {
  // Else the app would go on with them until it has stopped.
  await world.database.query("UPDATE NightGeneration SET state = 'DONE'");
  await world.close();
});

async function start(overrides: Override[] = []): Promise<void> {
  world = await InventoryWorld.start({ env: { SALE_WINDOW_DAYS: '1' }, overrides });
}

/** As if there were no quota: only turns keep the greedy hotels from having everything. */
async function askForTooMuch(): Promise<void> {
  for (let n = 0; n < GREEDY.hotels; n++) {
    const categoryId = await world.addCategory(await world.addHotel());
    const one = `('2030-01-01' + INTERVAL ${GREEDY.nights} DAY)`;
    await world.database.query(
      `INSERT INTO NightGeneration (id, categoryId, startDate, endDate, batchSize, nextDate, createdAt, updatedAt)
       VALUES ${Array.from({ length: GREEDY.generations }, () => `(?, ?, '2030-01-01', ${one}, ?, '2030-01-01', '2026-01-01', '2026-01-01')`).join(', ')}`,
      Array.from({ length: GREEDY.generations }, () => [randomUUID(), categoryId, GREEDY.batchSize]).flat(),
    );
  }
  await world.inventory.app.get(GenerationQueue).enqueueUnfinished();
  await until('the greedy hotels’ nights', async () => (await greedyBatches()) > 8);
}

async function greedyBatches(): Promise<number> {
  const [row] = await world.database.query<{ batches: number }>(
    `SELECT SUM(DATEDIFF(nextDate, startDate)) / ? AS batches FROM NightGeneration WHERE createdAt < '2026-02-01'`,
    [GREEDY.batchSize],
  );
  return Number(row?.batches);
}

async function honestGeneration(): Promise<string> {
  const categoryId = await world.addCategory(await world.addHotel({ name: 'Honest' }));
  return world.generate(categoryId, { startDate: '2030-01-01', endDate: '2030-06-01' });
}

async function stateOf(generationId: string): Promise<unknown> {
  return (await world.call('GET', `/night-generations/${generationId}`, world.staff)).body['state'];
}

describe('a hotel that asks for some nights', () => {
  it('has them after its fair share of turns, while others ask for 200,000', async () => {
    await start();
    await askForTooMuch();
    const id = await honestGeneration();
    // Not while the hotel was added, which is slow on a busy machine.
    const before = await greedyBatches();
    await world.finished(id);
    const others = (await greedyBatches()) - before;
    expect(others).toBeLessThan(FAIR_SHARE);
  });

  it('would wait for all of them without turns', async () => {
    await start([{ provide: GenerationBatches, useClass: NoTurns }]);
    await askForTooMuch();
    const id = await honestGeneration();
    const before = await greedyBatches();
    await until('others’ batches', async () => (await greedyBatches()) > before + FAIR_SHARE, 50_000);
    expect(await stateOf(id)).toBe('PENDING');
  });
});

describe('what a person waits for', () => {
  const HOTELS = 2_000;
  /** Of which some are enqueued at a time. */
  const MORE_THAN_ENQUEUED_AT_ONCE = 210;

  /** As SaleWindow asks for them, which would ask the database four times for each. Answers the last category. */
  async function manyWindows(): Promise<number> {
    const lastCategory = await world.database.transaction(async (tx) => {
      const all = (row: string) => Array.from({ length: HOTELS }, () => row).join(', ');
      const { insertId: firstHotel } = await tx.execute(
        `INSERT INTO Hotel (name, address, city, country, timezone, currency, updatedAt)
         VALUES ${all("('H', 'A', 'C', 'PT', 'Europe/Lisbon', 'EUR', UTC_TIMESTAMP(3))")}`,
      );
      const ids = Array.from({ length: HOTELS }, (_, n) => firstHotel + n);
      const { insertId: firstCategory } = await tx.execute(
        `INSERT INTO RoomCategory (hotelId, name, roomType, price, maxGuests, updatedAt)
         VALUES ${all("(?, 'Double', 'DOUBLE', 1, 1, UTC_TIMESTAMP(3))")}`,
        ids,
      );
      await tx.execute(
        `INSERT INTO NightGeneration (id, categoryId, startDate, endDate, batchSize, nextDate, background, createdAt, updatedAt)
         VALUES ${all("(?, ?, '2030-01-01', '2030-01-02', 100, '2030-01-01', TRUE, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))")}`,
        ids.flatMap((_, n) => [randomUUID(), firstCategory + n]),
      );
      return firstCategory + HOTELS - 1;
    });
    await world.inventory.app.get(GenerationQueue).enqueueUnfinished();
    return lastCategory;
  }

  async function windowsFilled(): Promise<number> {
    const [row] = await world.database.query<{ windows: number }>(
      "SELECT COUNT(*) AS windows FROM NightGeneration WHERE background AND state = 'DONE'",
    );
    return row?.windows ?? NaN;
  }

  /** The windows that were filled while somebody waited for this generation. */
  async function windowsBefore(categoryId: number): Promise<number> {
    const [row] = await world.database.query<{ windows: number }>(
      `SELECT COUNT(*) AS windows FROM NightGeneration w JOIN NightGeneration g ON g.categoryId = ?
       WHERE w.background AND w.state = 'DONE' AND w.updatedAt > g.createdAt AND w.updatedAt < g.updatedAt`,
      [categoryId],
    );
    return row?.windows ?? NaN;
  }

  it('goes before the sale windows of 2,000 hotels', async () => {
    await start();
    await manyWindows();
    const categoryId = await world.addCategory(await world.addHotel({ name: 'New' }));
    // Its first rooms put it on sale.
    await world.addRooms(categoryId, ['1']);
    await world.allFinished(categoryId);
    expect(await world.nights(categoryId)).toHaveLength(1);
    // Four that were under way, and what four workers do while the job is on its way to them.
    expect(await windowsBefore(categoryId)).toBeLessThan(40);
    expect(await windowsFilled()).toBeLessThan(HOTELS / 2);
    // Those go on, without a schedule.
    await until('windows', async () => (await windowsFilled()) > MORE_THAN_ENQUEUED_AT_ONCE, 50_000);
  });

  it('goes before its own hotel’s window, which was enqueued first', async () => {
    await start();
    const categoryId = await manyWindows();
    const [{ hotelId } = { hotelId: 0 }] = await world.database.query<{ hotelId: number }>(
      'SELECT hotelId FROM RoomCategory WHERE id = ?',
      [categoryId],
    );
    // Its window has a job already, behind those of others.
    world.inventory.app.get(GenerationQueue).nudge(hotelId);
    await world.database.query(
      'INSERT INTO HotelStaff (hotelId, userId) SELECT hotelId, ? FROM RoomCategory WHERE id = ?',
      ['alice', categoryId],
    );
    const wanted = { startDate: '2030-02-01', endDate: '2030-02-03' };
    expect(await world.finished(await world.generate(categoryId, wanted))).toMatchObject({ created: 2 });
    expect(await windowsFilled()).toBeLessThan(MORE_THAN_ENQUEUED_AT_ONCE);
  });
});
