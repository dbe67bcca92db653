import { readFileSync } from 'node:fs';
import { Database } from '#database';
import { migrate, migration, readMigrations } from '../../tools/services/migrations.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { readTables } from './database-tables.js';
import { tablesOf } from './prisma-schema.js';

const FIRST = migration(
  '1_first',
  'CREATE TABLE `First` (`id` INT PRIMARY KEY); CREATE TABLE `Second` (`id` INT PRIMARY KEY);',
);
const BROKEN = migration('2_broken', 'CREATE TABLE `Third` (`id` INT PRIMARY KEY); CREATE TABLE `First` (`id` INT);');

let databases: TestDatabases;
let database: Database;

beforeEach(async () => {
  databases = await createDatabases();
  database = new Database({ url: databases.bookingMigrationUrl, connections: 2 });
});

afterEach(async () => {
  await database.close();
  await databases.drop();
});

test('a migration is applied once, and told in the way of Prisma Migrate', async () => {
  const url = databases.bookingMigrationUrl;

  expect(await migrate(url, [...readMigrations('booking'), FIRST])).toEqual(['1_first']);
  expect(await migrate(url, [...readMigrations('booking'), FIRST])).toEqual([]);

  expect(await history('1_first')).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum: FIRST.checksum,
      finished_at: expect.any(Date),
      migration_name: '1_first',
      logs: null,
      rolled_back_at: null,
      started_at: expect.any(Date),
      applied_steps_count: 1,
    },
  ]);
  expect(Object.keys(await readTables(database))).toEqual(expect.arrayContaining(['Booking', 'First', 'Second']));
});

test('of four at once, one applies it', async () => {
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(databases.bookingMigrationUrl, [FIRST])));

  expect(applied.flat()).toEqual(['1_first']);
  expect(await history('1_first')).toHaveLength(1);
});

test('a migration that was changed after it was applied is refused, and nothing else is applied', async () => {
  await migrate(databases.bookingMigrationUrl, [FIRST]);
  const changed = migration('1_first', `${FIRST.sql} `);
  const next = migration('2_next', 'CREATE TABLE `Next` (`id` INT PRIMARY KEY)');

  await expect(migrate(databases.bookingMigrationUrl, [changed, next])).rejects.toThrow(
    '1_first was changed after it was applied',
  );

  expect(await readTables(database)).not.toHaveProperty('Next');
});

test('a migration that failed blocks the next ones until a person has decided', async () => {
  const url = databases.bookingMigrationUrl;
  await expect(migrate(url, [FIRST, BROKEN])).rejects.toThrow('2_broken failed');
  expect(await history('2_broken')).toMatchObject([{ finished_at: null, logs: expect.stringContaining('First') }]);

  await expect(migrate(url, [FIRST, BROKEN])).rejects.toThrow('2_broken was begun and not finished');

  await database.query('DROP TABLE `Third`');
  await database.query(
    "UPDATE _prisma_migrations SET rolled_back_at = UTC_TIMESTAMP(3) WHERE migration_name = '2_broken'",
  );
  const mended = migration('2_broken', 'CREATE TABLE `Third` (`id` INT PRIMARY KEY)');
  expect(await migrate(url, [FIRST, mended])).toEqual(['2_broken']);
});

test('an app may read and change rows of its own database, and nothing else', async () => {
  const app = new Database({ url: databases.bookingUrl, connections: 1 });
  const other = new URL(databases.inventoryUrl).pathname.slice(1);
  try {
    expect(await app.query('SELECT * FROM Booking')).toEqual([]);
    await expect(app.query('CREATE TABLE Mine (id INT)')).rejects.toThrow(/denied/);
    await expect(app.query('ALTER TABLE Booking DROP COLUMN rooms')).rejects.toThrow(/denied/);
    await expect(app.query(`SELECT * FROM \`${other}\`.Hotel`)).rejects.toThrow(/denied/);
  } finally {
    await app.close();
  }
});

describe.each([
  ['booking', 'bookingMigrationUrl', 'ALTER TABLE Booking DROP COLUMN guestLocale'],
  ['booking', 'bookingMigrationUrl', 'ALTER TABLE Outbox MODIFY lastError VARCHAR(500) NOT NULL'],
  ['booking', 'bookingMigrationUrl', 'DROP INDEX Outbox_state_dueAt_idx ON Outbox'],
  ['hotel-inventory', 'inventoryMigrationUrl', 'ALTER TABLE Room DROP FOREIGN KEY Room_categoryId_fkey'],
  ['hotel-inventory', 'inventoryMigrationUrl', "ALTER TABLE Hold MODIFY status ENUM('HELD', 'CONFIRMED') NOT NULL"],
] as const)('the database of %s', (app, url, damage) => {
  test(`is what its Prisma schema says, and is not after ${damage}`, async () => {
    const migrated = new Database({ url: databases[url], connections: 1 });
    const expected = tablesOf(readFileSync(`prisma/${app}/schema.prisma`, 'utf8'));
    try {
      expect(await readTables(migrated)).toEqual(expected);
      await migrated.query(damage);
      expect(await readTables(migrated)).not.toEqual(expected);
    } finally {
      await migrated.close();
    }
  });
});

function history(name: string): Promise<object[]> {
  return database.query<object>('SELECT * FROM _prisma_migrations WHERE migration_name = ?', [name]);
}
