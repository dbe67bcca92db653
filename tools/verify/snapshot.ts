import * as mariadb from 'mariadb';
import { connectionConfig, type Reader } from '#database';

/**
 * One database as it was at one instant, read-only, whatever is written meanwhile: counters and the rows that they
 * count are compared as of the same moment.
 */
class Snapshot implements Reader {
  private constructor(private readonly connection: mariadb.Connection) {}

  static async open(url: string): Promise<Snapshot> {
    const connection = await mariadb.createConnection({
      ...connectionConfig(url),
      bigIntAsNumber: true,
      decimalAsNumber: true,
      typeCast: (field, next) => (field.type === mariadb.Types.DATE ? field.string() : next()),
    });
    await connection.query("SET SESSION time_zone = '+00:00'");
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    return new Snapshot(connection);
  }

  async query<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.connection.query<Row[]>(sql, [...params]);
  }

  async close(): Promise<void> {
    await this.connection.end();
  }
}

export interface DatabaseUrls {
  bookingDatabaseUrl: string;
  inventoryDatabaseUrl: string;
}

export interface Snapshots {
  booking: Reader;
  inventory: Reader;
}

/** Runs `work` on one snapshot of each database, taken as close to each other as can be. */
export async function withSnapshots<T>(urls: DatabaseUrls, work: (snapshots: Snapshots) => Promise<T>): Promise<T> {
  const booking = await Snapshot.open(urls.bookingDatabaseUrl);
  try {
    const inventory = await Snapshot.open(urls.inventoryDatabaseUrl);
    try {
      return await work({ booking, inventory });
    } finally {
      await inventory.close();
    }
  } finally {
    await booking.close();
  }
}
