import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { CalendarDate } from '#contracts';
import { Database } from '#database';
import { parseEnv, ServiceTokens, signUserToken, type UserRole } from '#platform';
import { AppModule as BookingModule } from '../../apps/booking/src/app.module.js';
import { BookingEnv } from '../../apps/booking/src/env.js';
import { AppModule as InventoryModule } from '../../apps/hotel-inventory/src/app.module.js';
import { InventoryEnv } from '../../apps/hotel-inventory/src/env.js';
import { RoomPlanner } from '../../apps/hotel-inventory/src/room-plan/room-planner.service.js';
import { type Override, type RunningApp, startApp } from './app.js';
import { type CategoryOptions, insertCategory, type TestCategory } from './category.js';
import { createDatabases, sharedRedisUrl, type TestDatabases } from './databases.js';
import { type Answer, type Message, send } from './http.js';

export type { TestCategory };

export interface SystemOptions {
  env?: Record<string, string>;
  inventoryEnv?: Record<string, string>;
  redisUrl?: string;
  /** Where booking calls hotel-inventory, given its address: a faulty line in between. */
  inventoryLine?: (inventoryUrl: string) => Promise<string>;
  databases?: TestDatabases;
  /** Where the apps reach their databases, if not directly. */
  bookingDatabaseUrl?: string;
  inventoryDatabaseUrl?: string;
  bookingOverrides?: Override[];
  inventoryOverrides?: Override[];
}

export interface BookingBody {
  bookingId: string;
  idempotencyKey: string;
  status: string;
  reference: string;
  bookingAmount: number;
  [member: string]: unknown;
}

/** Booking and hotel-inventory, each with its database, in this process, without schedules: tests run the tasks. */
export class TestSystem {
  readonly hotelTimezone = 'Europe/Lisbon';
  readonly bookingDb: Database;
  readonly inventoryDb: Database;
  private constructor(
    readonly booking: RunningApp,
    readonly inventory: RunningApp,
    readonly databases: TestDatabases,
    readonly env: Record<string, string>,
    private readonly ownsDatabases: boolean,
  ) {
    this.bookingDb = new Database({ url: databases.bookingUrl, connections: 4 });
    this.inventoryDb = new Database({ url: databases.inventoryUrl, connections: 4 });
  }

  static async start(options: SystemOptions = {}): Promise<TestSystem> {
    const databases = options.databases ?? (await createDatabases());
    const env = {
      NODE_ENV: 'test',
      LOG_LEVEL: process.env['STAYLOCK_TEST_LOG'] ?? 'silent',
      PORT: '0',
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
    };
    const inventoryEnv = parseEnv(InventoryEnv, {
      ...env,
      INVENTORY_DATABASE_URL: options.inventoryDatabaseUrl ?? databases.inventoryUrl,
      // One guest books everything in most tests.
      HOLDS_PER_GUEST: '0',
      HOLDS_ABANDONED_PER_HOUR: '0',
      ROOM_NIGHTS_PER_GUEST: '0',
      ROOM_NIGHTS_AT_ONCE: '0',
      // And one member of staff adds everything.
      HOTELS_PER_USER: '0',
      CATEGORIES_PER_HOTEL: '0',
      ROOMS_PER_HOTEL: '0',
      GENERATIONS_PER_HOTEL: '0',
      ...options.inventoryEnv,
    });
    const inventory = await startApp(
      'hotel-inventory',
      InventoryModule.forRoot(inventoryEnv),
      inventoryEnv,
      options.inventoryOverrides,
    );
    const line = options.inventoryLine ?? ((url: string) => Promise.resolve(url));
    const bookingEnv = parseEnv(BookingEnv, {
      ...env,
      BOOKING_DATABASE_URL: options.bookingDatabaseUrl ?? databases.bookingUrl,
      HOTEL_INVENTORY_URL: await line(inventory.url),
    });
    const booking = await startApp('booking', BookingModule.forRoot(bookingEnv), bookingEnv, options.bookingOverrides);
    return new TestSystem(booking, inventory, databases, env, options.databases === undefined);
  }

  async close(): Promise<void> {
    await this.booking.close();
    await this.inventory.close();
    await this.bookingDb.close();
    await this.inventoryDb.close();
    if (this.ownsDatabases) await this.databases.drop();
  }

  token(userId: string, role: UserRole = 'guest'): Promise<string> {
    return signUserToken(this.env['AUTH_SECRET'] ?? '', { userId, role }, 600);
  }

  serviceToken(): Promise<string> {
    return new ServiceTokens('test', 'staylock', { secret: this.env['SERVICE_AUTH_SECRET'] }).get();
  }

  toBooking<Body = BookingBody>(method: string, path: string, message?: Message): Promise<Answer<Body>> {
    return send<Body>(method, `${this.booking.url}/api/v1${path}`, message);
  }

  toInventory<Body = Record<string, unknown>>(method: string, path: string, message?: Message): Promise<Answer<Body>> {
    return send<Body>(method, `${this.inventory.url}/api/v1${path}`, message);
  }

  /** Books as a guest; every part can be another one. */
  async book(category: TestCategory, wish: Partial<Wish> = {}): Promise<Answer<BookingBody>> {
    const { userId = 'guest-1', key = randomUUID(), token, ...body } = wish;
    return this.toBooking('POST', '/bookings', {
      token: token ?? (await this.token(userId)),
      headers: { 'idempotency-key': key },
      json: { ...category.stay(), ...GUEST, ...body },
    });
  }

  /** Books as guests' apps do: told 503, they send the same request again after a moment, each at its own time. */
  async bookPatiently(category: TestCategory, wish: Partial<Wish> = {}, tries = 6): Promise<Answer<BookingBody>> {
    const sameWish = { key: randomUUID(), ...wish };
    for (let left = tries, waitMs = 1_000; ; waitMs *= 2) {
      const answer = await this.book(category, sameWish);
      if (answer.status !== 503 || --left === 0) return answer;
      await sleep(waitMs * (0.5 + Math.random()));
    }
  }

  async confirm(key: string, userId = 'guest-1'): Promise<Answer<BookingBody>> {
    return this.toBooking('POST', `/bookings/confirm/${key}`, { token: await this.token(userId) });
  }

  async cancel(bookingId: string, userId = 'guest-1'): Promise<Answer<BookingBody>> {
    return this.toBooking('POST', `/bookings/${bookingId}/cancel`, { token: await this.token(userId) });
  }

  /** Gives what was confirmed its rooms, which nobody else does here. */
  async planRooms(): Promise<void> {
    await this.inventory.app.get(RoomPlanner, { strict: false }).plan();
  }

  /** A hotel with one category of so many rooms and nights on sale from today on, written by SQL. */
  category(rooms: number, options: CategoryOptions = {}): Promise<TestCategory> {
    return insertCategory(this.inventoryDb, rooms, { timezone: this.hotelTimezone, ...options });
  }

  /** The counters of a category's nights, by date. */
  async nights(categoryId: number): Promise<{ date: CalendarDate; capacity: number; held: number; sold: number }[]> {
    return this.inventoryDb.query(
      'SELECT date, capacity, held, sold FROM CategoryNight WHERE categoryId = ? ORDER BY date',
      [categoryId],
    );
  }

  async status(bookingId: string): Promise<string | undefined> {
    const [row] = await this.bookingDb.query<{ status: string }>('SELECT status FROM Booking WHERE id = ?', [
      bookingId,
    ]);
    return row?.status;
  }

  async holdStatus(bookingId: string): Promise<string | undefined> {
    const [row] = await this.inventoryDb.query<{ status: string }>('SELECT status FROM Hold WHERE bookingId = ?', [
      bookingId,
    ]);
    return row?.status;
  }

  async count(db: 'booking' | 'inventory', table: string, where = '1 = 1', params: unknown[] = []): Promise<number> {
    const database = db === 'booking' ? this.bookingDb : this.inventoryDb;
    const [row] = await database.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`, params);
    return row?.n ?? 0;
  }
}

export interface Wish {
  userId: string;
  key: string;
  token: string;
  [member: string]: unknown;
}

export const GUEST = { totalGuests: 1, guest: { name: 'Ada Lovelace', email: 'ada@example.org' } };

/** A Redis of this test file's own: the database numbered as the worker, emptied. */
async function emptyRedisUrl(): Promise<string> {
  const url = new URL(sharedRedisUrl());
  url.pathname = `/${Number(process.env['JEST_WORKER_ID'] ?? 1) % 16}`;
  const redis = new Redis(url.href);
  await redis.flushdb();
  await redis.quit();
  return url.href;
}
