import { randomBytes } from 'node:crypto';
import { Database } from '#database';
import { ISSUER, ServiceTokens, signUserToken } from '#platform';
import { type AppProcess, startAppProcess } from '../../test/support/app-process.js';
import { createDatabases, type TestDatabases } from '../../test/support/databases.js';
import { type PrivateServer, startPrivateMariaDb, startPrivateRedis } from '../../test/support/services.js';
import { TestSmtpServer } from '../../test/support/smtp-server.js';
import type { Document } from './openapi.js';
import type { Caller } from './draft.js';

/** The subject here is what lies behind the limits. */
const WITHOUT_LIMITS = {
  RATE_LIMIT_USER_PER_MINUTE: '0',
  RATE_LIMIT_ADDRESS_PER_MINUTE: '0',
  RATE_LIMIT_PROBES_PER_SECOND: '0',
  MAX_CONNECTIONS_PER_ADDRESS: '0',
  HOLDS_PER_GUEST: '0',
  HOLDS_ABANDONED_PER_HOUR: '0',
  ROOM_NIGHTS_PER_GUEST: '0',
  ROOM_NIGHTS_AT_ONCE: '0',
  HOTELS_PER_USER: '0',
  CATEGORIES_PER_HOTEL: '0',
  ROOMS_PER_HOTEL: '0',
  GENERATIONS_PER_HOTEL: '0',
};
const TOKEN_LIFETIME_S = 7_200;

export type AppName = 'booking' | 'hotel-inventory' | 'notification';

/** The three apps as processes of their own, with databases, Redis and a mail server that nobody else uses. */
export class FuzzSystem {
  private readonly tokens = new Map<string, Promise<string>>();

  private constructor(
    readonly apps: Record<AppName, AppProcess>,
    readonly databases: TestDatabases,
    readonly bookingDb: Database,
    readonly inventoryDb: Database,
    private readonly secrets: { AUTH_SECRET: string; SERVICE_AUTH_SECRET: string },
    private readonly stops: (() => Promise<unknown>)[],
  ) {}

  /**
   * `mariaDbUrl` names the root of a server to use; otherwise there is one of its own. What goes wrong inside the apps is
   * written to `logFile`.
   */
  static async start({ mariaDbUrl, logFile }: { mariaDbUrl?: string; logFile?: string } = {}): Promise<FuzzSystem> {
    const stops: (() => Promise<unknown>)[] = [];
    const owned = async (server: Promise<PrivateServer>) => {
      const started = await server;
      stops.unshift(() => started.remove());
      return started.url;
    };
    try {
      const databaseUrl = mariaDbUrl ?? (await owned(startPrivateMariaDb()));
      return await FuzzSystem.launch(databaseUrl, await owned(startPrivateRedis()), stops, logFile);
    } catch (error) {
      for (const stop of stops) await stop();
      throw error;
    }
  }

  private static async launch(
    mariaDbUrl: string,
    redisUrl: string,
    stops: (() => Promise<unknown>)[],
    logFile?: string,
  ) {
    const databases = await createDatabases(mariaDbUrl);
    stops.unshift(() => databases.drop());
    const smtp = await TestSmtpServer.start();
    stops.unshift(() => smtp.stop());
    const secret = () => randomBytes(32).toString('hex');
    const secrets = { AUTH_SECRET: secret(), SERVICE_AUTH_SECRET: secret() };
    const shared = { NODE_ENV: 'test', LOG_LEVEL: 'error', REDIS_URL: redisUrl, ...WITHOUT_LIMITS, ...secrets };
    const app = async (name: AppName, env: Record<string, string>) => {
      const started = await startAppProcess(name, { ...shared, ...env }, logFile);
      stops.unshift(() => started.stop());
      return started;
    };
    const inventory = await app('hotel-inventory', { INVENTORY_DATABASE_URL: databases.inventoryUrl });
    const notification = await app('notification', { SMTP_URL: smtp.url, MAIL_FROM: 'bookings@staylock.example' });
    const booking = await app('booking', {
      BOOKING_DATABASE_URL: databases.bookingUrl,
      HOTEL_INVENTORY_URL: inventory.url,
    });
    const bookingDb = new Database({ url: databases.bookingUrl, connections: 4 });
    const inventoryDb = new Database({ url: databases.inventoryUrl, connections: 4 });
    stops.unshift(
      () => bookingDb.close(),
      () => inventoryDb.close(),
    );
    const apps = { booking, 'hotel-inventory': inventory, notification };
    return new FuzzSystem(apps, databases, bookingDb, inventoryDb, secrets, stops);
  }

  /** The OpenAPI document of each app. */
  async documents(): Promise<Record<AppName, Document>> {
    const read = async ({ url }: AppProcess) => (await (await fetch(`${url}/docs/json`)).json()) as Document;
    const { booking, notification, 'hotel-inventory': inventory } = this.apps;
    return {
      booking: await read(booking),
      'hotel-inventory': await read(inventory),
      notification: await read(notification),
    };
  }

  /** Undefined for nobody. */
  async token({ role, userId }: Caller): Promise<string | undefined> {
    if (role === 'nobody') return undefined;
    const name = `${role} ${userId}`;
    const known = this.tokens.get(name) ?? this.sign(role, userId);
    this.tokens.set(name, known);
    return known;
  }

  /** The apps that no longer say that they are alive and ready. */
  async unwell(): Promise<string[]> {
    const names = Object.keys(this.apps) as AppName[];
    const ready = await Promise.all(
      names.map((name) =>
        fetch(`${this.apps[name].url}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    return names.filter((_, place) => !ready[place]);
  }

  async close(): Promise<void> {
    for (const stop of this.stops) await stop();
  }

  private sign(role: 'guest' | 'staff' | 'service', userId: string): Promise<string> {
    const { AUTH_SECRET, SERVICE_AUTH_SECRET } = this.secrets;
    if (role !== 'service') return signUserToken(AUTH_SECRET, { userId, role }, TOKEN_LIFETIME_S);
    return new ServiceTokens('fuzz', ISSUER, { secret: SERVICE_AUTH_SECRET }, TOKEN_LIFETIME_S).get();
  }
}
