import { randomBytes } from 'node:crypto';
import { Database } from '#database';
import { ServiceTokens, signUserToken, type UserRole } from '#platform';
import { freePort } from '../../tools/services/free-port.js';
import type { Migration } from '../../tools/services/migrations.js';
import { Shutdown } from '../../tools/services/shutdown.js';
import { type CategoryOptions, insertCategory, type TestCategory } from '../support/category.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { Line } from '../support/line.js';
import { type PrivateServer, startPrivateMariaDb } from '../support/services.js';
import { makeThrowAwayFolder } from '../support/throw-away-folder.js';
import { until } from '../support/until.js';
import { type Balancer, startBalancer } from './balancer.js';
import { MailSink } from './mail-sink.js';
import { type RedisLayout, type RedisServers, startRedisServers } from './redis-servers.js';
import { type AppName, type Lines, Replica } from './replica.js';
import { mountSmallDisk, type SmallDisk } from './small-disk.js';

export interface ClusterOptions {
  /** How many of each; two of booking and of hotel-inventory and one of notification by default. */
  replicas?: Partial<Record<AppName, number>>;
  /** Another file to run than the app as built, from the repository's root. */
  entries?: Partial<Record<AppName, string>>;
  /** What the databases are migrated to; all migrations by default. */
  migrationsOf?: (app: 'booking' | 'hotel-inventory') => Migration[];
  /** Replicas that are not started yet: `booking-2`. */
  startedLater?: string[];
  /** Further variables of all apps, or of one. */
  env?: Record<string, string>;
  appEnv?: Partial<Record<AppName, Record<string, string>>>;
  /** How long a guest may take to confirm. */
  holdSeconds?: number;
  /** Whether replicas reach each other and their servers over lines that can fail; `false` spares their cost. */
  lines?: boolean;
  /** Whether the replicas' clocks can be shifted. */
  clocks?: boolean;
  /** After how long a silence of the mail server a mail is tried again, in ms. */
  mailSilenceMs?: number;
  redis?: RedisLayout;
  /** Puts MariaDB on a disk of this size that can be filled, where that can be had. */
  diskMegabytes?: number;
  /** `false` leaves out the balancer before an app that has one replica: it is talked to directly. */
  balanced?: boolean;
  /** A folder for what the replicas log; otherwise it is kept in memory, which costs this process time. */
  logFolder?: string;
}

/** Lives longer than any run. */
const TOKEN_LIFETIME_S = 24 * 60 * 60;
const APPS: AppName[] = ['hotel-inventory', 'booking', 'notification'];

/**
 * Staylock as it is deployed: processes of their own, several of booking and of hotel-inventory behind balancers, on
 * servers that nobody else uses. Everything in it can be made to fail.
 */
export class Cluster {
  readonly booking: Replica[] = [];
  readonly inventory: Replica[] = [];
  readonly notification: Replica[] = [];
  readonly balancers: Balancer[] = [];
  /** Where clients reach booking and hotel-inventory. */
  bookingUrl = '';
  inventoryUrl = '';
  private readonly authSecret = randomBytes(32).toString('hex');
  private readonly serviceAuthSecret = randomBytes(32).toString('hex');

  private constructor(
    private readonly options: ClusterOptions,
    private readonly shutdown: Shutdown,
    private readonly folder: string,
    readonly disk: SmallDisk | undefined,
    readonly mariadb: PrivateServer,
    private readonly redisServers: RedisServers,
    readonly smtp: MailSink,
    readonly databases: TestDatabases,
    /** Straight to the databases, past all lines. */
    readonly bookingDb: Database,
    readonly inventoryDb: Database,
  ) {}

  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const shutdown = new Shutdown();
    try {
      const cluster = await Cluster.onServers(options, shutdown);
      await cluster.startApps();
      return cluster;
    } catch (error) {
      await shutdown.run();
      throw error;
    }
  }

  private static async onServers(options: ClusterOptions, shutdown: Shutdown): Promise<Cluster> {
    const disk = options.diskMegabytes === undefined ? undefined : mountSmallDisk(options.diskMegabytes);
    if (disk) shutdown.add(() => disk.remove());
    const folder = makeThrowAwayFolder();
    shutdown.add(() => folder.remove());
    const [mariadb, redis, smtp] = await Promise.all([
      startPrivateMariaDb(disk?.path),
      startRedisServers(options.redis ?? 'single', shutdown),
      MailSink.start(),
    ]);
    shutdown.add(() => mariadb.remove());
    shutdown.add(() => smtp.shut());
    const databases = await createDatabases(mariadb.url, options.migrationsOf);
    const bookingDb = new Database({ url: databases.bookingUrl, connections: 4 });
    const inventoryDb = new Database({ url: databases.inventoryUrl, connections: 4 });
    for (const database of [bookingDb, inventoryDb]) shutdown.add(() => database.close());
    return new Cluster(options, shutdown, folder.path, disk, mariadb, redis, smtp, databases, bookingDb, inventoryDb);
  }

  get redis(): PrivateServer {
    return this.redisServers.redis;
  }

  get redisSpare(): PrivateServer | undefined {
    return this.redisServers.spare;
  }

  /** Where the primary is, past all lines. */
  get redisUrl(): string {
    return this.redisServers.url;
  }

  /** All replicas, those first on which others stand. */
  get replicas(): Replica[] {
    return [...this.inventory, ...this.booking, ...this.notification];
  }

  replicasOf(app: AppName): Replica[] {
    return { booking: this.booking, 'hotel-inventory': this.inventory, notification: this.notification }[app];
  }

  token(userId: string, role: UserRole = 'guest'): Promise<string> {
    return signUserToken(this.authSecret, { userId, role }, TOKEN_LIFETIME_S);
  }

  serviceToken(): Promise<string> {
    return new ServiceTokens('cluster', 'staylock', { secret: this.serviceAuthSecret }, TOKEN_LIFETIME_S).get();
  }

  /** A hotel with one category of so many rooms and nights on sale from today on. */
  category(rooms: number, options: CategoryOptions = {}): Promise<TestCategory> {
    return insertCategory(this.inventoryDb, rooms, options);
  }

  /** Ends everything that it started, whatever state it is in. */
  async stop(): Promise<void> {
    await this.shutdown.run();
  }

  private async startApps(): Promise<void> {
    for (const app of APPS) await this.define(app);
    // Started at once, as they are by an orchestrator; ready in whatever order.
    const now = this.replicas.filter((replica) => !this.options.startedLater?.includes(replica.name));
    for (const replica of now) replica.launch();
    await Promise.all(now.map((replica) => replica.ready()));
    // A balancer finds out a moment later.
    const isLetIn = async (url: string) => (await fetch(`${url}/health/live`)).ok;
    await Promise.all(this.balancers.map(({ url }) => until('its balancer lets requests in', () => isLetIn(url))));
  }

  private async define(app: AppName): Promise<void> {
    const count = this.options.replicas?.[app] ?? (app === 'notification' ? 1 : 2);
    const replicas = this.replicasOf(app);
    for (let number = 1; number <= count; number++) replicas.push(await this.replica(app, `${app}-${number}`));
    if (app === 'notification') return;
    const url = await this.address(app, replicas);
    if (app === 'booking') this.bookingUrl = url;
    else this.inventoryUrl = url;
  }

  /** Where the replicas of an app are reached: at their balancer, or at the only one of them. */
  private async address(app: AppName, replicas: Replica[]): Promise<string> {
    const backends = replicas.map((replica) => replica.url);
    const [only] = backends;
    if (this.options.balanced === false && backends.length === 1 && only) return only;
    const balancer = await startBalancer({ name: app, backends });
    this.balancers.push(balancer);
    this.shutdown.add(() => balancer.stop());
    return balancer.url;
  }

  private async replica(app: AppName, name: string): Promise<Replica> {
    const { entries, clocks = false, logFolder } = this.options;
    const { lines, env } = await this.surroundings(app);
    const entry = entries?.[app] ?? `dist/apps/${app}/src/main.js`;
    const port = await freePort();
    const options = { app, name, port, env, lines, entry, clock: clocks, folder: this.folder };
    const replica = new Replica(logFolder === undefined ? options : { ...options, logFolder });
    this.shutdown.add(async () => void (await replica.kill()));
    return replica;
  }

  /** What a replica needs to know, and the lines over which it reaches it. */
  private async surroundings(app: AppName): Promise<{ lines: Lines; env: Record<string, string> }> {
    const { holdSeconds = 600, mailSilenceMs, env, appEnv } = this.options;
    const lines: Lines = {};
    const via = async (name: keyof Lines, url: string) => {
      if (this.options.lines === false) return url;
      const line = await Line.to(url);
      this.shutdown.add(() => line.close());
      lines[name] = line;
      return line.url;
    };
    const own: Record<AppName, () => Promise<Record<string, string>>> = {
      booking: async () => ({
        BOOKING_DATABASE_URL: await via('database', this.databases.bookingUrl),
        HOTEL_INVENTORY_URL: await via('inventory', this.inventoryUrl),
        HOLD_SECONDS: String(holdSeconds),
      }),
      'hotel-inventory': async () => ({
        INVENTORY_DATABASE_URL: await via('database', this.databases.inventoryUrl),
        HOLDS_PER_GUEST: '0',
        HOLDS_ABANDONED_PER_HOUR: '0',
        ROOM_NIGHTS_PER_GUEST: '0',
        ROOM_NIGHTS_AT_ONCE: '0',
      }),
      notification: async () => ({
        SMTP_URL: `${this.smtp.url}${mailSilenceMs === undefined ? '' : `?socketTimeout=${mailSilenceMs}`}`,
        MAIL_FROM: 'Staylock <bookings@staylock.example>',
      }),
    };
    const variables = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      // Sentinels tell where Redis is: no line leads there.
      REDIS_URL: this.redisServers.sentinels ? this.redisUrl : await via('redis', this.redisUrl),
      AUTH_SECRET: this.authSecret,
      SERVICE_AUTH_SECRET: this.serviceAuthSecret,
      // All requests of a run come from one address, and from few users.
      RATE_LIMIT_USER_PER_MINUTE: '0',
      RATE_LIMIT_ADDRESS_PER_MINUTE: '0',
      RATE_LIMIT_PROBES_PER_SECOND: '0',
      MAX_CONNECTIONS_PER_ADDRESS: '0',
      ...(await own[app]()),
    };
    return { lines, env: { ...variables, ...env, ...appEnv?.[app] } };
  }
}
