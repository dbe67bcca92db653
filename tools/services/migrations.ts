import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Connection, createConnection, type SqlError } from 'mariadb';
import { connectionConfig } from '#database';

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** Prisma Migrate's own lock, so that the two never work on one server at the same time. */
const LOCK = 'prisma_migrate';
const LOCK_WAIT_S = 60;

/** As Prisma Migrate makes it: `prisma migrate deploy` and `status` find what they expect. */
const HISTORY_TABLE = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at DATETIME(3),
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at DATETIME(3),
  started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`;

interface HistoryRow {
  migration_name: string;
  checksum: string;
  finished_at: string | null;
}

/** An app's migrations, in the order in which they are applied; of the version in `root`. */
export function readMigrations(app: 'booking' | 'hotel-inventory', root = '.'): Migration[] {
  const folder = resolve(root, 'prisma', app, 'migrations');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => migration(name, readFileSync(join(folder, name, 'migration.sql'), 'utf8')));
}

export function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

/**
 * Applies what is not applied yet, and gives the names. Refuses when an applied migration's file has changed since, or
 * when one was begun and not finished: what the tables look like then only a person can tell.
 */
export async function migrate(url: string, migrations: Migration[]): Promise<string[]> {
  const connection = await createConnection({ ...connectionConfig(url), multipleStatements: true });
  try {
    await lock(connection);
    // Looked for first, so that a user without the right to make tables sees that nothing is missing.
    if (!(await hasHistory(connection))) await connection.query(HISTORY_TABLE);
    const applied = await readHistory(connection, migrations);
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const next of missing) await apply(connection, next);
    return missing.map(({ name }) => name);
  } finally {
    // The lock belongs to the connection and ends with it.
    await connection.end();
  }
}

async function lock(connection: Connection): Promise<void> {
  const rows = await connection.query<{ taken: number | null }[]>('SELECT GET_LOCK(?, ?) AS taken', [
    LOCK,
    LOCK_WAIT_S,
  ]);
  if (Number(rows[0]?.taken) !== 1) throw new Error(`Another migration has been running for ${LOCK_WAIT_S} s.`);
}

async function hasHistory(connection: Connection): Promise<boolean> {
  const rows = await connection.query<object[]>("SHOW TABLES LIKE '\\_prisma\\_migrations'");
  return rows.length > 0;
}

async function readHistory(connection: Connection, migrations: Migration[]): Promise<Set<string>> {
  const rows = await connection.query<HistoryRow[]>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  for (const { migration_name: name, checksum, finished_at } of rows) {
    if (finished_at === null) {
      throw new Error(
        `Migration ${name} was begun and not finished. Look at its "logs" in _prisma_migrations, mend the tables, then ` +
          'set rolled_back_at (it is applied again) or finished_at (it counts as applied).',
      );
    }
    const file = migrations.find((candidate) => candidate.name === name);
    if (file && file.checksum !== checksum) {
      throw new Error(`Migration ${name} was changed after it was applied. Put it back as it was and write a new one.`);
    }
  }
  return new Set(rows.map((row) => row.migration_name));
}

async function apply(connection: Connection, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID();
  const insert =
    'INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))';
  await connection.query(insert, [id, checksum, name]);
  try {
    await connection.query(sql);
  } catch (error) {
    const message = (error as SqlError).sqlMessage ?? (error as Error).message;
    await connection.query('UPDATE _prisma_migrations SET logs = ? WHERE id = ?', [message, id]);
    throw new Error(`Migration ${name} failed: ${message}`, { cause: error });
  }
  const finish = 'UPDATE _prisma_migrations SET finished_at = UTC_TIMESTAMP(3), applied_steps_count = 1 WHERE id = ?';
  await connection.query(finish, [id]);
}
