import { randomUUID } from 'node:crypto';
import { Database, type Transaction } from '#database';
import type { Attempt, Change, Idempotency } from '#idempotency';
import { createDatabases, type TestDatabases } from '../support/databases.js';

export const REQUEST = { hotelId: 1, rooms: 2, guest: { name: 'Ada', email: 'ada@example.org' } };

/** An effect that is to be made once; its answer tells which copy it was. */
export interface CopyChange extends Change<{ copy: number }> {
  copy: number;
}

export function changeOf(copy: number, attempt: Attempt, request: unknown = REQUEST): CopyChange {
  return { attempt, request, copy, answer: { bookingId: randomUUID(), statusCode: 201, response: { copy } } };
}

export async function work(tx: Transaction, changes: readonly CopyChange[]): Promise<void> {
  for (const { copy } of changes) await tx.execute('INSERT INTO Effect (copy) VALUES (?)', [copy]);
}

/** One change by itself; throws its error. */
export async function onceOf(by: Idempotency, wanted: CopyChange, how = work) {
  const [outcome] = await by.once<{ copy: number }, CopyChange>([wanted], how);
  if (!outcome || outcome instanceof Error) throw outcome ?? new Error('there is no answer');
  return outcome;
}

/** booking's database with a table of effects, which do not meet in a row: nothing but the key keeps copies apart. */
export class EffectWorld {
  private constructor(
    private readonly databases: TestDatabases,
    readonly database: Database,
  ) {}

  static async start(connections: number): Promise<EffectWorld> {
    const databases = await createDatabases();
    const owner = new Database({ url: databases.bookingMigrationUrl, connections: 1 });
    await owner.query('CREATE TABLE Effect (id INT AUTO_INCREMENT PRIMARY KEY, copy INT NOT NULL) ENGINE = InnoDB');
    await owner.close();
    return new EffectWorld(databases, new Database({ url: databases.bookingUrl, connections }));
  }

  get url(): string {
    return this.databases.bookingUrl;
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.databases.drop();
  }

  async empty(): Promise<void> {
    await this.database.query('DELETE FROM Effect');
  }

  async effects(): Promise<number[]> {
    return (await this.database.query<{ copy: number }>('SELECT copy FROM Effect')).map((row) => row.copy);
  }

  async keys(key: string): Promise<number | undefined> {
    const sql = 'SELECT COUNT(*) AS n FROM IdempotencyKey WHERE `key` = ?';
    const [row] = await this.database.query<{ n: number }>(sql, [key]);
    return row?.n;
  }
}
