import { createConnection } from 'mariadb';
import type { ConfirmAnswer, HoldAnswer, HoldRequest, ReleaseAnswer } from '#contracts';
import { connectionConfig, Database, type Transaction } from '#database';
import { HoldSweep } from '../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { RoomPlanner } from '../../apps/hotel-inventory/src/room-plan/room-planner.service.js';
import type { Override, RunningApp } from '../support/app.js';
import { type CategoryOptions, insertCategory, type TestCategory } from '../support/category.js';
import { brokenInvariants } from '../support/invariants.js';
import { type InventoryOptions, InventoryWorld } from '../support/inventory-world.js';
import { until } from '../support/until.js';
import { patiently, told } from './hold-wishes.js';

export const HOLDER = 'ada@example.org';

export const NO_LIMITS = {
  ...{ HOLDS_PER_GUEST: '0', HOLDS_ABANDONED_PER_HOUR: '0', ROOM_NIGHTS_PER_HOLD: '0' },
  ...{ ROOM_NIGHTS_PER_GUEST: '0', ROOM_NIGHTS_AT_ONCE: '0' },
};

/** hotel-inventory alone: there are no bookings that the sold nights could stand for. */
const WITHOUT_BOOKINGS = /A booking is confirmed when its hold is/;

export type Statement = [sql: string, params?: readonly unknown[]];

/** hotel-inventory in one replica or some, as the booking app calls it. */
export class HoldWorld {
  private readonly others: RunningApp[] = [];

  private constructor(private readonly world: InventoryWorld) {}

  static async start(env: Record<string, string> = NO_LIMITS, options: InventoryOptions = {}): Promise<HoldWorld> {
    return new HoldWorld(await InventoryWorld.start({ ...options, env: { ...options.env, ...env } }));
  }

  get app(): RunningApp {
    return this.world.inventory;
  }

  get database(): Database {
    return this.world.database;
  }

  /** As migrations connect: may alter tables. */
  async asOwner(sql: string): Promise<void> {
    const owner = new Database({ url: this.world.databases.inventoryMigrationUrl, connections: 1 });
    try {
      await owner.query(sql);
    } finally {
      await owner.close();
    }
  }

  /**
   * Keeps rows locked while the work is done, as another process does that hangs amid a transaction: its statements are
   * undone in the end.
   */
  async whileLocked<T>(statements: readonly Statement[], work: () => Promise<T>): Promise<T> {
    const other = await createConnection(connectionConfig(this.world.databases.inventoryUrl));
    try {
      await other.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
      await other.beginTransaction();
      for (const [sql, params = []] of statements) await other.query(sql, params);
      return await work();
    } finally {
      await other.rollback();
      await other.end();
    }
  }

  async startReplica(overrides: Override[] = []): Promise<RunningApp> {
    const app = await this.world.startReplica(overrides);
    this.others.push(app);
    return app;
  }

  async close(): Promise<void> {
    for (const other of this.others) await other.close();
    await this.world.close();
  }

  category(rooms: number, options: CategoryOptions = {}): Promise<TestCategory> {
    return insertCategory(this.database, rooms, options);
  }

  take(holds: readonly HoldRequest[], at = this.app): Promise<HoldAnswer[]> {
    return this.send<HoldAnswer>('/holds', { holds }, at);
  }

  confirm(bookingIds: readonly string[], at = this.app): Promise<ConfirmAnswer[]> {
    return this.send<ConfirmAnswer>('/holds/confirmations', named(bookingIds), at);
  }

  release(bookingIds: readonly string[], at = this.app): Promise<ReleaseAnswer[]> {
    return this.send<ReleaseAnswer>('/holds/releases', named(bookingIds), at);
  }

  /** The code of the refusal, or what else became of it. */
  async takeOne(request: HoldRequest, at = this.app): Promise<string> {
    return told((await this.take([request], at))[0]);
  }

  async confirmOne(bookingId: string, at = this.app): Promise<string> {
    return told((await this.confirm([bookingId], at))[0]);
  }

  async releaseOne(bookingId: string, at = this.app): Promise<string> {
    return told((await this.release([bookingId], at))[0]);
  }

  /** Takes holds that can all be had; answers the ids of their bookings. */
  async taken(requests: readonly HoldRequest[]): Promise<string[]> {
    const refused = (await this.take(requests)).find(({ outcome }) => outcome !== 'held');
    if (refused) throw new Error(`a hold was refused: ${told(refused)}`);
    return requests.map(({ bookingId }) => bookingId);
  }

  /** Any request as booking sends it. */
  async post(path: string, json: object, at = this.app) {
    return this.world.call('POST', path, await this.world.serviceToken(), json, at.url);
  }

  /** Ends the leases of holds without anybody noticing yet. */
  async endLease(...bookingIds: string[]): Promise<void> {
    await this.database.query(
      `UPDATE Hold SET deadline = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE bookingId IN (${marks(bookingIds)})`,
      bookingIds,
    );
  }

  sweep(at = this.app): Promise<number> {
    return at.app.get(HoldSweep, { strict: false }).sweep();
  }

  planRooms(): Promise<number> {
    return this.app.app.get(RoomPlanner, { strict: false }).plan();
  }

  /** What is held and sold of a category on its nights from tomorrow on. */
  async counters({ id }: TestCategory, nights = 4): Promise<[held: number, sold: number][]> {
    return (await this.world.nights(id)).slice(1, 1 + nights).map(({ held, sold }) => [held, sold]);
  }

  async statuses(bookingIds: readonly string[]): Promise<(string | undefined)[]> {
    const rows = await this.database.query<{ bookingId: string; status: string }>(
      `SELECT bookingId, status FROM Hold WHERE bookingId IN (${marks(bookingIds)})`,
      bookingIds,
    );
    return bookingIds.map((id) => rows.find(({ bookingId }) => bookingId === id)?.status);
  }

  /** What there is of a holder; `abandoned` is undefined for one who has no row. */
  async kept(holder = HOLDER): Promise<{ held: number; sold: number; abandoned: number | undefined }> {
    const [row] = await this.database.query<{ held: number; sold: number; abandoned: number | null }>(
      `SELECT (SELECT COUNT(*) FROM Hold WHERE holder = w.holder AND status = 'HELD') AS held,
              (SELECT COUNT(*) FROM Hold WHERE holder = w.holder AND status = 'CONFIRMED') AS sold, abandoned
       FROM (SELECT CAST(? AS CHAR(64) CHARACTER SET utf8mb4) COLLATE utf8mb4_bin AS holder) AS w
       LEFT JOIN Holder ON holderId = w.holder`,
      [holder],
    );
    if (!row) throw new Error('the database does not answer');
    return { ...row, abandoned: row.abandoned ?? undefined };
  }

  /** The rules of `npm run verify` that are broken. */
  async broken(mode: 'live' | 'at-rest' = 'live'): Promise<string[]> {
    return (await brokenInvariants(this.world, mode)).filter((rule) => !WITHOUT_BOOKINGS.test(rule));
  }

  async takePatiently(requests: readonly HoldRequest[], at = this.app): Promise<string[]> {
    return patiently(requests, (some) => this.take(some, at));
  }

  async confirmPatiently(bookingIds: readonly string[], at = this.app): Promise<string[]> {
    return patiently(bookingIds, (some) => this.confirm(some, at));
  }

  async releasePatiently(bookingIds: readonly string[], at = this.app): Promise<string[]> {
    return patiently(bookingIds, (some) => this.release(some, at));
  }

  /** Notes what ends the transactions of the app from now on, other than a commit. */
  failuresOf(at = this.app): unknown[] {
    const failures: unknown[] = [];
    const database = at.app.get(Database, { strict: false });
    const transaction = database.transaction.bind(database);
    database.transaction = <T>(work: (tx: Transaction) => Promise<T>, options?: object) =>
      transaction(work, options).catch((error: unknown) => {
        failures.push(error);
        throw error;
      });
    return failures;
  }

  /** Comes back when there is too much to do on this machine, as a client should. */
  private async send<One>(path: string, json: object, at: RunningApp): Promise<One[]> {
    const { status, body } = await until('a turn', async () => {
      const answer = await this.post(path, json, at);
      return answer.status === 503 ? undefined : answer;
    });
    if (status !== 200) throw new Error(`POST ${path} was answered ${status}: ${JSON.stringify(body)}`);
    return (body as { holds: One[] }).holds;
  }
}

function named(bookingIds: readonly string[]) {
  return { holds: bookingIds.map((bookingId) => ({ bookingId })) };
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
