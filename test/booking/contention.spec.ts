import { Database, type Transaction } from '#database';
import { NightRepository } from '../../apps/hotel-inventory/src/night/night.repository.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { brokenInvariants, settle } from '../support/invariants.js';
import { type PrivateServer, startPrivateRedis } from '../support/services.js';
import { type TestCategory, TestSystem } from '../support/system.js';

const CLIENTS = 200;
const ROOMS = 10;

/** All at once for one night; the statuses that came back in the end, counted. */
async function storm(system: TestSystem, category: TestCategory, tries?: number): Promise<Record<number, number>> {
  const answers = await Promise.all(
    Array.from({ length: CLIENTS }, (_, n) =>
      system.bookPatiently(category, { userId: `guest-${n}`, ...category.stay(1, 1) }, tries),
    ),
  );
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function expectExactlySold(system: TestSystem, category: TestCategory, counts: Record<number, number>) {
  expect(counts).toEqual({ 201: ROOMS, 409: CLIENTS - ROOMS });
  const night = (await system.nights(category.id))[1];
  expect(night).toMatchObject({ capacity: ROOMS, held: ROOMS, sold: 0 });
  expect(await system.count('booking', 'Booking', 'roomCategoryId = ?', [category.id])).toBe(ROOMS);
}

async function expectSoundAtRest(system: TestSystem) {
  await settle(system);
  expect(await brokenInvariants(system, 'at-rest')).toEqual([]);
}

describe(`${CLIENTS} guests at once for ${ROOMS} rooms`, () => {
  it('sells exactly the rooms there are, with the lock', async () => {
    const system = await TestSystem.start();
    try {
      const category = await system.category(ROOMS);
      await expectExactlySold(system, category, await storm(system, category));
      await expectSoundAtRest(system);
    } finally {
      await system.close();
    }
  });

  it('sells exactly the rooms there are, without the lock', async () => {
    const system = await TestSystem.start({ env: { LOCKING: 'off' } });
    try {
      const category = await system.category(ROOMS);
      await expectExactlySold(system, category, await storm(system, category));
      await expectSoundAtRest(system);
    } finally {
      await system.close();
    }
  });

  describe('with Redis stopped', () => {
    let redis: PrivateServer;
    beforeAll(async () => {
      redis = await startPrivateRedis();
    });
    afterAll(() => redis.remove());

    it('sells exactly the rooms there are', async () => {
      const system = await TestSystem.start({ redisUrl: redis.url });
      try {
        const category = await system.category(ROOMS);
        await redis.kill();
        await expectExactlySold(system, category, await storm(system, category));
        await redis.start();
        await expectSoundAtRest(system);
      } finally {
        await redis.start();
        await system.close();
      }
    });
  });

  it('oversells once every guard is out: the negative control', async () => {
    const databases = await createDatabases();
    await withoutCheck(databases);
    const overrides = [{ provide: NightRepository, useClass: UnguardedNights }];
    const system = await TestSystem.start({ databases, env: { LOCKING: 'off' }, inventoryOverrides: overrides });
    try {
      const category = await system.category(ROOMS);
      const counts = await storm(system, category);
      expect(counts[201]).toBeGreaterThan(ROOMS);
      expect(await brokenInvariants(system)).toContainEqual(expect.stringMatching(/sold more than once/));
    } finally {
      await system.close();
      await databases.drop();
    }
  });

  it('does not oversell while one guard is left: the CHECK of the table', async () => {
    const system = await TestSystem.start({
      env: { LOCKING: 'off' },
      inventoryOverrides: [{ provide: NightRepository, useClass: UnguardedNights }],
    });
    try {
      const category = await system.category(ROOMS);
      // Whom the CHECK refuses is told 503, again and again.
      const counts = await storm(system, category, 3);
      expect(counts).toEqual({ 201: ROOMS, 503: CLIENTS - ROOMS });
      expect((await system.nights(category.id))[1]).toMatchObject({ held: ROOMS });
      await expectSoundAtRest(system);
    } finally {
      await system.close();
    }
  });
});

/** Sees rooms everywhere and takes them without asking. */
class UnguardedNights extends NightRepository {
  override async findOffers(...args: Parameters<NightRepository['findOffers']>) {
    const offers = await super.findOffers(...args);
    return offers.map(
      (offer) => offer && { ...offer, nights: offer.nights.map((night) => ({ ...night, roomsLeft: CLIENTS })) },
    );
  }

  override async lock(...args: Parameters<NightRepository['lock']>) {
    return new Map([...(await super.lock(...args)).keys()].map((night) => [night, CLIENTS]));
  }

  override async change(tx: Transaction, nights: Parameters<NightRepository['change']>[1]): Promise<number> {
    let changed = 0;
    for (const { categoryId, date, held, sold } of nights) {
      const sql = 'UPDATE CategoryNight SET held = held + ?, sold = sold + ? WHERE categoryId = ? AND date = ?';
      changed += (await tx.execute(sql, [held, sold, categoryId, date])).matched;
    }
    return changed;
  }
}

async function withoutCheck({ inventoryMigrationUrl }: TestDatabases): Promise<void> {
  const database = new Database({ url: inventoryMigrationUrl, connections: 1 });
  await database.query('ALTER TABLE CategoryNight DROP CONSTRAINT CategoryNight_counters_check');
  await database.close();
}
