import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import type { TestCategory } from '../../support/category.js';

/** So that of two that deadlock the app is the one that is rolled back: InnoDB spares who has changed more. */
const BALLAST_ROWS = 300;
const NIGHTS = 26;
/** The nights that are locked first: most stays of several nights come upon one of them, with another locked already. */
const EVERY = 3;
/** Time for an app to do so. Shorter than it waits for a lock. */
const DWELL_MS = 700;

/** A root connection that gets in the way of the apps. */
export class Saboteur {
  private constructor(private readonly connection: Connection) {}

  static async at(rootUrl: string): Promise<Saboteur> {
    const connection = await createConnection({ ...connectionConfig(rootUrl), bigIntAsNumber: true });
    // A server that dies meanwhile is no fault of ours.
    connection.on('error', () => undefined);
    await connection.query('CREATE DATABASE IF NOT EXISTS sabotage');
    await connection.query('CREATE TABLE IF NOT EXISTS sabotage.Ballast (id INT AUTO_INCREMENT PRIMARY KEY)');
    return new Saboteur(connection);
  }

  async leave(): Promise<void> {
    await this.connection.rollback();
    await this.connection.end();
  }

  /** Ends every other connection of an app; answers how many. */
  async killConnections(): Promise<number> {
    const sql = `SELECT id FROM information_schema.processlist WHERE user LIKE 'booking\\_%' OR user LIKE 'inventory\\_%'`;
    const rows = await this.connection.query<{ id: number }[]>(sql);
    // One that has gone by itself cannot be killed.
    for (const { id } of rows) await this.connection.query(`KILL CONNECTION ${id}`).catch(() => undefined);
    return rows.length;
  }

  /** As a primary is before it is demoted. The apps may not write then; this connection still could. */
  async makeReadOnly(isReadOnly: boolean): Promise<void> {
    await this.connection.query(`SET GLOBAL read_only = ${isReadOnly ? 1 : 0}`);
  }

  /** The server's clock, in ms. */
  async now(): Promise<number> {
    const [row] = await this.connection.query<{ now: number }[]>('SELECT UNIX_TIMESTAMP(NOW(3)) * 1000 AS now');
    return Number(row?.now);
  }

  /** How many transactions that began before then still keep rows. */
  async keepRowsSince(begunBefore: number): Promise<number> {
    const [row] = await this.connection.query<{ n: number }[]>(
      `SELECT COUNT(*) AS n FROM information_schema.INNODB_TRX
       WHERE trx_started <= FROM_UNIXTIME(? / 1000) AND trx_rows_locked > 0 AND trx_mysql_thread_id <> CONNECTION_ID()`,
      [begunBefore],
    );
    return Number(row?.n ?? 0);
  }

  async deadlocks(): Promise<number> {
    const [row] = await this.connection.query<{ Value: string }[]>("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'");
    return Number(row?.Value ?? 0);
  }

  /**
   * Locks every third of a category's nights, and then those between. Who has locked one of those meanwhile, and waits
   * for the next night, deadlocks with it.
   */
  async crossNights(inventoryUrl: string, category: TestCategory): Promise<void> {
    const nights = tableOf(inventoryUrl, 'CategoryNight');
    await this.connection.beginTransaction();
    try {
      await this.connection.query(
        `INSERT INTO sabotage.Ballast VALUES ${Array(BALLAST_ROWS).fill('(NULL)').join(',')}`,
      );
      const days = Array.from({ length: NIGHTS }, (_, index) => NIGHTS - index);
      const lock = async (day: number) => {
        const sql = `SELECT 1 FROM ${nights} WHERE categoryId = ? AND date = ? FOR UPDATE`;
        await this.connection.query(sql, [category.id, category.stay(day).checkInDate]);
      };
      for (const day of days.filter((one) => one % EVERY === 0)) await lock(day);
      await sleep(DWELL_MS);
      for (const day of days.filter((one) => one % EVERY !== 0)) await lock(day);
    } catch (error) {
      if (![1213, 1205].includes((error as { errno?: number }).errno ?? 0)) throw error;
    }
    await this.connection.rollback();
  }

  /** Keeps all nights of a category until it leaves. */
  async lockNights(inventoryUrl: string, category: TestCategory): Promise<void> {
    await this.connection.beginTransaction();
    const nights = tableOf(inventoryUrl, 'CategoryNight');
    await this.connection.query(`SELECT 1 FROM ${nights} WHERE categoryId = ? FOR UPDATE`, [category.id]);
  }

  /** Keeps all bookings that wait for their guest until it leaves. */
  async lockPendingBookings(bookingUrl: string): Promise<void> {
    await this.connection.beginTransaction();
    await this.connection.query(`SELECT 1 FROM ${tableOf(bookingUrl, 'Booking')} WHERE status = 'PENDING' FOR UPDATE`);
  }
}

function tableOf(databaseUrl: string, table: string): string {
  return `\`${new URL(databaseUrl).pathname.slice(1)}\`.${table}`;
}
