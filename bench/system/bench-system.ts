import { dateIn } from '#contracts';
import { Database } from '#database';
import { Cluster } from '../../test/cluster/cluster.js';
import type { AppName } from '../../test/cluster/replica.js';
import { createDatabases, type TestDatabases } from '../../test/support/databases.js';
import { makeThrowAwayFolder } from '../../test/support/throw-away-folder.js';
import type { Migration } from '../../tools/services/migrations.js';
import { Shutdown } from '../../tools/services/shutdown.js';
import { Meter } from '../costs/meter.js';
import { HOLD_SECONDS } from '../data/insert-bookings.js';
import { TIMEZONE } from '../data/insert-hotels.js';
import { Floor } from '../floor/floor.js';
import { Load } from '../load/load.js';
import { IdentityProvider } from './identity-provider.js';
import { profiled } from './profiles.js';

/** The apps of another version than this one. */
export interface Build {
  entries: Record<AppName, string>;
  migrationsOf: (app: 'booking' | 'hotel-inventory') => Migration[];
}

export interface BenchSystemOptions {
  /** Of each app. */
  replicas: number;
  /** Further variables of all apps. */
  env: Record<string, string>;
  /** Other apps than those of this folder. */
  build?: Build | undefined;
  /** Writes what this app spends its time on. */
  profile?: AppName | undefined;
}

/** Nothing to hide: the system is gone with the run. */
const METRICS_TOKEN = 'metrics-of-a-benchmark';

/** What the apps are told beside addresses and secrets; said in the report, since figures depend on it. */
export const SETTINGS = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'info',
  LOCKING: 'on',
  // 256 clients wait their turn instead of being refused.
  MAX_CONCURRENT_REQUESTS: '512',
  METRICS_TOKEN,
  // All clients have one address.
  RATE_LIMIT_USER_PER_MINUTE: '0',
  RATE_LIMIT_ADDRESS_PER_MINUTE: '0',
  MAX_CONNECTIONS_PER_ADDRESS: '0',
};
export const INVENTORY_SETTINGS = {
  HOLDS_PER_GUEST: '5',
  HOLDS_ABANDONED_PER_HOUR: '10',
  ROOM_NIGHTS_PER_GUEST: '600',
  ROOM_NIGHTS_AT_ONCE: '300',
  // The run's own hotels are not given more nights in the middle of it.
  SALE_WINDOW_DAYS: '1',
};
/** The floor at 256 clients has two connections for each, beside those of the apps. */
const DATABASE_CONNECTIONS = 1_000;
/** Rows by the million are inserted by one statement. */
const STATEMENT_MS = 600_000;

/** Staylock as in production, on servers of its own, with its load, its floor and its meter. */
export class BenchSystem {
  private constructor(
    private readonly shutdown: Shutdown,
    readonly cluster: Cluster,
    readonly meter: Meter,
    readonly load: Load,
    readonly floor: Floor,
    readonly root: Database,
    readonly databases: { booking: Database; inventory: Database },
    readonly floorDatabases: TestDatabases,
    readonly floorInventory: Database,
  ) {}

  static async start(options: BenchSystemOptions): Promise<BenchSystem> {
    const shutdown = new Shutdown();
    try {
      return await BenchSystem.startWith(options, shutdown);
    } catch (error) {
      await shutdown.run();
      throw error;
    }
  }

  get today(): string {
    return dateIn(TIMEZONE, new Date());
  }

  async stop(): Promise<void> {
    await this.shutdown.run();
  }

  private static async startWith(options: BenchSystemOptions, shutdown: Shutdown): Promise<BenchSystem> {
    const identity = await IdentityProvider.start();
    shutdown.add(() => identity.stop());
    const logs = makeThrowAwayFolder();
    shutdown.add(() => logs.remove());
    const cluster = await Cluster.start(clusterOptions(options, identity.jwksUrl, logs.path));
    shutdown.add(() => cluster.stop());
    const open = (url: string) => {
      const database = new Database({ url, connections: 2, answerWithinMs: STATEMENT_MS });
      shutdown.add(() => database.close());
      return database;
    };
    const root = open(cluster.mariadb.url);
    await root.query(`SET GLOBAL max_connections = ${DATABASE_CONNECTIONS}`);
    const floorDatabases = await createDatabases(cluster.mariadb.url);
    const { bookingUrl, inventoryUrl } = cluster.databases;
    const { signingKey } = identity;
    const load = await Load.start({ bookingUrl: cluster.bookingUrl, inventoryUrl: cluster.inventoryUrl, signingKey });
    shutdown.add(() => load.stop());
    const floor = new Floor();
    shutdown.add(() => floor.stop());
    const meter = await Meter.of(metered(cluster, load, floor, floorDatabases));
    shutdown.add(() => meter.close());
    return new BenchSystem(
      ...([shutdown, cluster, meter, load, floor, root] as const),
      { booking: open(bookingUrl), inventory: open(inventoryUrl) },
      floorDatabases,
      open(floorDatabases.inventoryUrl),
    );
  }
}

function clusterOptions({ replicas, env, build, profile }: BenchSystemOptions, jwksUrl: string, logFolder: string) {
  const profiling = profile ? profiled(profile, build?.entries) : { entries: build?.entries ?? {}, env: {} };
  return {
    replicas: { booking: replicas, 'hotel-inventory': replicas, notification: replicas },
    ...{ lines: false, balanced: replicas > 1, logFolder, holdSeconds: HOLD_SECONDS },
    entries: profiling.entries,
    ...(build ? { migrationsOf: build.migrationsOf } : {}),
    // Production apps take no shared secret for guests.
    env: { ...SETTINGS, AUTH_SECRET: '', AUTH_JWKS_URL: jwksUrl, ...profiling.env, ...env },
    appEnv: { 'hotel-inventory': { ...INVENTORY_SETTINGS, ...env } },
  };
}

function metered(cluster: Cluster, load: Load, floor: Floor, floorDatabases: TestDatabases) {
  const pidsOf = (app: AppName) => cluster.replicasOf(app).flatMap(({ pid }) => pid ?? []);
  const userOf = (url: string) => new URL(url).username;
  return {
    ...{ mariadbUrl: cluster.mariadb.url, redisUrl: cluster.redis.url },
    inventoryUrls: cluster.inventory.map(({ url }) => url),
    metricsToken: METRICS_TOKEN,
    users: {
      booking: userOf(cluster.databases.bookingUrl),
      'hotel-inventory': userOf(cluster.databases.inventoryUrl),
      'floor: booking': userOf(floorDatabases.bookingUrl),
      'floor: hotel-inventory': userOf(floorDatabases.inventoryUrl),
    },
    processes: () => ({
      ...{ booking: pidsOf('booking'), 'hotel-inventory': pidsOf('hotel-inventory') },
      ...{ notification: pidsOf('notification'), MariaDB: [cluster.mariadb.pid], Redis: [cluster.redis.pid] },
      ...{ load: [load.pid], floor: [floor.pid], 'mail sink': [process.pid] },
      ...(cluster.balancers.length > 0 ? { HAProxy: cluster.balancers.map(({ pid }) => pid) } : {}),
    }),
  };
}
