import { say } from '../progress.js';
import { migrate, readMigrations } from './migrations.js';
import type { DatabaseUrls } from './services.js';

/** Brings both databases up to date; gives whether anything had to be done. */
export async function migrateAll(urls: DatabaseUrls): Promise<boolean> {
  const booking = await migrate(urls.bookingMigrationDatabaseUrl, readMigrations('booking'));
  const inventory = await migrate(urls.inventoryMigrationDatabaseUrl, readMigrations('hotel-inventory'));
  for (const name of booking) say(`Migrated booking: ${name}`);
  for (const name of inventory) say(`Migrated hotel-inventory: ${name}`);
  return booking.length + inventory.length > 0;
}
