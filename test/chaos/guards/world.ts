import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { EMAIL_QUEUE } from '#contracts';
import { Database } from '#database';
import { patientRedisOptions, WORKER_PATIENCE } from '#platform';
import { ExpireBookings } from '../../../apps/booking/src/booking/expire-bookings.service.js';
import { AppModule } from '../../../apps/booking/src/app.module.js';
import { BookingEnv } from '../../../apps/booking/src/env.js';
import { ReconcileHolds } from '../../../apps/booking/src/booking/reconcile-holds.service.js';
import { OutboxRelay } from '../../../apps/booking/src/outbox/outbox-relay.service.js';
import { OutboxRelayTask } from '../../../apps/booking/src/outbox/outbox-relay.task.js';
import { HoldSweep } from '../../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { RoomPlanner } from '../../../apps/hotel-inventory/src/room-plan/room-planner.service.js';
import { verifyInvariants } from '../../../tools/verify/verify-invariants.js';
import { type RunningApp, startApp } from '../../support/app.js';
import { createDatabases, type TestDatabases } from '../../support/databases.js';
import { type Answer, send } from '../../support/http.js';
import { Line } from '../../support/line.js';
import { type BookingBody, GUEST, type TestCategory, TestSystem } from '../../support/system.js';
import { type Guard, takeOut } from '../unguarded/guard.js';
import { BOOKING_OVERRIDES, INVENTORY_OVERRIDES } from '../unguarded/overrides.js';
import { dropSchemaGuards, restoreSchemaGuards } from '../unguarded/schema-guards.js';
import { LockWaits } from './lock-waits.js';

/** What must come right comes right within this; it is long for busy machines only. */
const PATIENCE_MS = 15_000;

/** One running system out of which guards are taken, for one case after the other. */
export class World {
  /** The instant by which tasks run and rules judge. */
  now = new Date();
  /** What clients were told last, by booking. */
  readonly answered = new Map<string, string>();

  private constructor(
    readonly system: TestSystem,
    private readonly databases: TestDatabases,
    readonly bookingDatabase: Line,
    readonly inventoryDatabase: Line,
    readonly inventoryLocks: LockWaits,
    private readonly postman: Worker,
    private readonly elsewhere: RunningApp,
  ) {}

  static async start(): Promise<World> {
    const databases = await createDatabases();
    const bookingDatabase = await Line.to(databases.bookingUrl);
    const inventoryDatabase = await Line.to(databases.inventoryUrl);
    const system = await TestSystem.start({
      databases,
      bookingDatabaseUrl: bookingDatabase.url,
      inventoryDatabaseUrl: inventoryDatabase.url,
      bookingOverrides: BOOKING_OVERRIDES,
      inventoryOverrides: INVENTORY_OVERRIDES,
    });
    // In the place of notification, which nobody runs here: takes every mail.
    const connection = patientRedisOptions(system.env['REDIS_URL'] ?? '');
    const postman = new Worker(EMAIL_QUEUE, () => Promise.resolve(), {
      ...WORKER_PATIENCE,
      connection,
      concurrency: 5,
    });
    postman.on('error', () => undefined);
    const locks = new LockWaits(databases.inventoryUrl);
    const env = system.booking.app.get(BookingEnv, { strict: false });
    const elsewhere = await startApp('booking', AppModule.forRoot(env), env, BOOKING_OVERRIDES);
    return new World(system, databases, bookingDatabase, inventoryDatabase, locks, postman, elsewhere);
  }

  async close(): Promise<void> {
    await this.postman.close();
    await this.elsewhere.close();
    await this.system.close();
    await this.inventoryLocks.close();
    await this.bookingDatabase.close();
    await this.inventoryDatabase.close();
    await this.databases.drop();
  }

  /** Books at another replica of booking. */
  async bookElsewhere(category: TestCategory, key: string): Promise<Answer<BookingBody>> {
    return send<BookingBody>('POST', `${this.elsewhere.url}/api/v1/bookings`, {
      token: await this.system.token('guest-1'),
      headers: { 'idempotency-key': key },
      json: { ...category.stay(), ...GUEST },
    });
  }

  /** Plays with these guards out, lets everything come to its end, and answers with the rules that are broken then. */
  async brokenWithout(guards: readonly Guard[], play: () => Promise<void>, patienceMs = PATIENCE_MS) {
    await dropSchemaGuards(this.databases, guards);
    takeOut(guards);
    try {
      this.now = new Date();
      await play();
      await this.settle(patienceMs);
      return await this.brokenRules();
    } finally {
      takeOut([]);
      await this.empty();
      await restoreSchemaGuards(this.databases, guards);
    }
  }

  /** The definitions of all tables, to see that what was taken out came back as it was. */
  async tables(): Promise<string[][]> {
    const show = (database: Database, name: string) =>
      database.query<{ 'Create Table': string }>(`SHOW CREATE TABLE ${name}`);
    const definitions = (await this.inEveryTable(show)).flat();
    // A rule that came back is told last.
    return definitions.map((table) =>
      table['Create Table']
        .replace(/ AUTO_INCREMENT=\d+/, '')
        .split(/,?\n/)
        .sort(),
    );
  }

  private async settle(patienceMs: number): Promise<void> {
    const { booking, inventory, bookingDb } = this.system;
    await booking.app.get(ExpireBookings, { strict: false }).expire(this.now);
    const task = booking.app.get(OutboxRelayTask, { strict: false });
    const unfinished = "state IN ('PENDING', 'QUEUED')";
    const giveUpAt = Date.now() + patienceMs;
    while ((await this.system.count('booking', 'Outbox', unfinished)) > 0 && Date.now() < giveUpAt) {
      await bookingDb.query(`UPDATE Outbox SET dueAt = UTC_TIMESTAMP(3) WHERE ${unfinished}`);
      task.deliver();
      await task.ask();
      await sleep(20);
    }
    await booking.app.get(ReconcileHolds, { strict: false }).reconcile();
    await inventory.app.get(HoldSweep, { strict: false }).sweep(this.now);
    await inventory.app.get(RoomPlanner, { strict: false }).plan();
  }

  private async brokenRules(): Promise<string[]> {
    const { bookingUrl, inventoryUrl } = this.databases;
    const report = await verifyInvariants(
      { bookingDatabaseUrl: bookingUrl, inventoryDatabaseUrl: inventoryUrl },
      { mode: 'at-rest', now: this.now, answered: this.answered },
    );
    return report.rules.filter((rule) => rule.violations > 0).map((rule) => rule.name);
  }

  private async empty(): Promise<void> {
    await this.system.booking.app.get(OutboxRelay, { strict: false }).drain();
    await this.inEveryTable((database, name) => database.query(`DELETE FROM ${name}`));
    this.answered.clear();
  }

  private async inEveryTable<T>(work: (database: Database, name: string) => Promise<T>): Promise<T[]> {
    const results: T[] = [];
    for (const url of [this.databases.bookingMigrationUrl, this.databases.inventoryMigrationUrl]) {
      const database = new Database({ url, connections: 1 });
      await database.query('SET FOREIGN_KEY_CHECKS = 0');
      const tables = await database.query<{ name: string }>(
        `SELECT TABLE_NAME AS name FROM information_schema.TABLES
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> '_prisma_migrations'`,
      );
      for (const { name } of tables) results.push(await work(database, `\`${name}\``));
      await database.close();
    }
    return results;
  }
}
