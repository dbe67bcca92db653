import { randomBytes } from 'node:crypto';
import { createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import { accessStatements } from '../../tools/services/database-access.js';
import { migrate, type Migration, readMigrations } from '../../tools/services/migrations.js';

export interface TestDatabases {
  /** As the app connects: may read and change rows, nothing else. */
  bookingUrl: string;
  inventoryUrl: string;
  /** As migrations connect. */
  bookingMigrationUrl: string;
  inventoryMigrationUrl: string;
  drop(): Promise<void>;
}

/** Two fresh, migrated databases, in the MariaDB of the whole run or in one of the test's own. */
export async function createDatabases(
  rootUrl = sharedMariaDbUrl(),
  migrationsOf: (app: 'booking' | 'hotel-inventory') => Migration[] = readMigrations,
): Promise<TestDatabases> {
  const id = randomBytes(5).toString('hex');
  const password = randomBytes(16).toString('hex');
  const booking = { database: `booking_${id}`, user: `booking_${id}`, password };
  const inventory = { database: `inventory_${id}`, user: `inventory_${id}`, password };
  const migration = { user: `migrate_${id}`, password };
  await execute(
    rootUrl,
    [booking, inventory].flatMap((app) => accessStatements(app, migration)),
  );

  const url = (user: string, database: string) => {
    const parts = new URL(rootUrl);
    return Object.assign(parts, { username: user, password, pathname: `/${database}` }).href;
  };
  const databases = {
    bookingUrl: url(booking.user, booking.database),
    inventoryUrl: url(inventory.user, inventory.database),
    bookingMigrationUrl: url(migration.user, booking.database),
    inventoryMigrationUrl: url(migration.user, inventory.database),
  };
  await migrate(databases.bookingMigrationUrl, migrationsOf('booking'));
  await migrate(databases.inventoryMigrationUrl, migrationsOf('hotel-inventory'));
  return {
    ...databases,
    drop: () =>
      execute(rootUrl, [
        ...[booking, inventory].map(({ database }) => `DROP DATABASE IF EXISTS \`${database}\``),
        ...[booking, inventory, migration].map(({ user }) => `DROP USER IF EXISTS '${user}'@'%'`),
      ]),
  };
}

/** The root of the MariaDB that all tests of a run share. */
export function sharedMariaDbUrl(): string {
  return required('STAYLOCK_TEST_MARIADB_URL');
}

/** The Redis that all tests of a run share: use names of your own in it. */
export function sharedRedisUrl(): string {
  return required('STAYLOCK_TEST_REDIS_URL');
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: system tests are run by "npm test".`);
  return value;
}

async function execute(url: string, statements: string[]): Promise<void> {
  const connection = await createConnection(connectionConfig(url));
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}
