import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { Database } from '#database';
import { parseEnv, ServiceTokens, signUserToken, type UserRole } from '#platform';
import { AppModule } from '../../apps/hotel-inventory/src/app.module.js';
import { InventoryEnv } from '../../apps/hotel-inventory/src/env.js';
import { type Override, type RunningApp, startApp } from './app.js';
import { AS_ON_OTHER_REPLICAS } from './as-on-other-replicas.js';
import { createDatabases, sharedRedisUrl, type TestDatabases } from './databases.js';
import { type Answer, send } from './http.js';
import { until } from './until.js';

export interface InventoryOptions {
  redisUrl?: string;
  /** Further variables, such as SALE_WINDOW_DAYS. */
  env?: Record<string, string>;
  overrides?: Override[];
  databases?: TestDatabases;
  /** Where the app reaches its database, if not directly. */
  databaseUrl?: string;
  /** Staff's changes wait for each other before they come to the database. */
  inTurn?: boolean;
}

export interface Night {
  date: string;
  capacity: number;
  held: number;
  sold: number;
  price: number;
}

const HOTEL = { name: 'Pensão Alfama', address: 'Rua dos Remédios 12', city: 'Lisboa', country: 'PT' };
const CALENDAR = { timezone: 'Europe/Lisbon', currency: 'EUR' };
const CATEGORY = { name: 'Double', roomType: 'DOUBLE', price: 12_000, maxGuests: 2 };

/**
 * hotel-inventory alone, with a database of its own, asked over HTTP and looked at by SQL. Schedules are off (tests run
 * the tasks), workers are at work. `staff` is a token of alice, who makes what `addHotel` and the like make.
 */
export class InventoryWorld {
  readonly database: Database;

  private constructor(
    readonly env: InventoryEnv,
    readonly databases: TestDatabases,
    readonly inventory: RunningApp,
    readonly staff: string,
    private readonly ownsDatabases: boolean,
  ) {
    this.database = new Database({ url: databases.inventoryUrl, connections: 4 });
  }

  static async start(options: InventoryOptions = {}): Promise<InventoryWorld> {
    const databases = options.databases ?? (await createDatabases());
    const env = parseEnv(InventoryEnv, {
      NODE_ENV: 'test',
      LOG_LEVEL: process.env['STAYLOCK_TEST_LOG'] ?? 'silent',
      PORT: '0',
      INVENTORY_DATABASE_URL: options.databaseUrl ?? databases.inventoryUrl,
      REDIS_URL: options.redisUrl ?? (await emptyRedisUrl()),
      AUTH_SECRET: randomBytes(32).toString('hex'),
      SERVICE_AUTH_SECRET: randomBytes(32).toString('hex'),
      // One address and few users send all of a test's requests, many of them at once.
      RATE_LIMIT_USER_PER_MINUTE: '0',
      RATE_LIMIT_ADDRESS_PER_MINUTE: '0',
      RATE_LIMIT_PROBES_PER_SECOND: '0',
      MAX_CONNECTIONS_PER_ADDRESS: '0',
      MAX_CONCURRENT_REQUESTS: '10000',
      ...options.env,
    });
    const inventory = await startReplica(env, [
      ...(options.inTurn ? [] : [AS_ON_OTHER_REPLICAS]),
      ...(options.overrides ?? []),
    ]);
    const staff = await tokenFor(env, 'staff', 'alice');
    return new InventoryWorld(env, databases, inventory, staff, options.databases === undefined);
  }

  /** Another process of the same app, as far as the database and Redis can tell. */
  startReplica(overrides: Override[] = []): Promise<RunningApp> {
    return startReplica(
      Object.assign(new InventoryEnv(), this.env, { INVENTORY_DATABASE_URL: this.databases.inventoryUrl }),
      overrides,
    );
  }

  async close(): Promise<void> {
    await this.inventory.close();
    await this.database.close();
    if (this.ownsDatabases) await this.databases.drop();
  }

  token(role: UserRole, userId: string): Promise<string> {
    return tokenFor(this.env, role, userId);
  }

  serviceToken(): Promise<string> {
    return new ServiceTokens('booking', this.env.AUTH_ISSUER, { secret: this.env.SERVICE_AUTH_SECRET }).get();
  }

  call(method: string, path: string, token?: string, json?: unknown, url = this.inventory.url): Promise<Answer> {
    return send(method, `${url}/api/v1${path}`, { token, json });
  }

  async addHotel(fields: Record<string, unknown> = {}): Promise<number> {
    return Number((await this.make('/hotels', { ...HOTEL, ...CALENDAR, ...fields }))['hotelId']);
  }

  async addCategory(hotelId: number, fields: Record<string, unknown> = {}): Promise<number> {
    return Number(
      (await this.make(`/hotels/${hotelId}/room-categories`, { ...CATEGORY, ...fields }))['roomCategoryId'],
    );
  }

  async addRooms(categoryId: number, numbers: string[]): Promise<void> {
    await this.make(`/room-categories/${categoryId}/rooms`, { numbers });
  }

  async generate(categoryId: number, wanted: Record<string, unknown>): Promise<string> {
    return String((await this.make(`/room-categories/${categoryId}/night-generations`, wanted))['generationId']);
  }

  /** Waits until the workers are done with a generation. */
  finished(generationId: string): Promise<Record<string, unknown>> {
    return until(`generation ${generationId}`, async () => {
      const { body } = await this.call('GET', `/night-generations/${generationId}`, this.staff);
      return body['state'] === 'DONE' ? body : undefined;
    });
  }

  /** Waits until the workers are done with all generations of a category. */
  async allFinished(categoryId: number): Promise<void> {
    await until(`generations of category ${categoryId}`, async () => {
      const sql = `SELECT id FROM NightGeneration WHERE categoryId = ? AND state = 'PENDING'`;
      return (await this.database.query(sql, [categoryId])).length === 0;
    });
  }

  nights(categoryId: number): Promise<Night[]> {
    const sql = 'SELECT date, capacity, held, sold, price FROM CategoryNight WHERE categoryId = ? ORDER BY date';
    return this.database.query<Night>(sql, [categoryId]);
  }

  private async make(path: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    const answer = await this.call('POST', path, this.staff, body);
    if (answer.status >= 300) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

function startReplica(env: InventoryEnv, overrides: Override[] = []): Promise<RunningApp> {
  return startApp('hotel-inventory', AppModule.forRoot(env), env, overrides);
}

function tokenFor(env: InventoryEnv, role: UserRole, userId: string): Promise<string> {
  return signUserToken(env.AUTH_SECRET ?? '', { userId, role }, 3_600);
}

/** A database of Redis for each Jest worker: a job must not reach the app of another test file. */
async function emptyRedisUrl(): Promise<string> {
  const url = new URL(sharedRedisUrl());
  url.pathname = `/${Number(process.env['JEST_WORKER_ID'] ?? 1) % 16}`;
  const redis = new Redis(url.href);
  await redis.flushdb();
  await redis.quit();
  return url.href;
}
