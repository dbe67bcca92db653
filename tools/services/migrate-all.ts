import { sqlErrorNumber } from '#database';
import { say } from '../progress.js';
import { migrate, readMigrations } from './migrations.js';
import type { DatabaseUrls } from './database-urls.js';

/** "CREATE command denied", "Access denied to database". */
const NOT_ALLOWED = [1142, 1044];

/** Brings both databases up to date; gives whether anything had to be done. */
export async function migrateAll(urls: DatabaseUrls): Promise<boolean> {
  const booking = await migrateOne('booking', urls.bookingMigrationDatabaseUrl, 'BOOKING_MIGRATION_DATABASE_URL');
  const inventory = await migrateOne(
    'hotel-inventory',
    urls.inventoryMigrationDatabaseUrl,
    'INVENTORY_MIGRATION_DATABASE_URL',
  );
  return booking || inventory;
}

async function migrateOne(app: 'booking' | 'hotel-inventory', url: string, variable: string): Promise<boolean> {
  try {
    const applied = await migrate(url, readMigrations(app));
    for (const name of applied) say(`Migrated ${app}: ${name}`);
    return applied.length > 0;
  } catch (error) {
    if (!NOT_ALLOWED.includes(sqlErrorNumber(error) ?? 0)) throw error;
    const user = new URL(url).username;
    throw new Error(`The database user "${user}" may not make tables for ${app}: name one who may in ${variable}.`, {
      cause: error,
    });
  }
}
