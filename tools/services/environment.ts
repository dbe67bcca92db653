import type { DatabaseUrls } from './database-urls.js';

/** An empty variable is how shells and compose files say "not set". */
export function variable(name: string): string | undefined {
  return process.env[name] || undefined;
}

export function redisOfEnvironment(): string | undefined {
  return variable('REDIS_URL');
}

/** A database server for the tests, as one of its users who may do everything; a private one without it. */
export function givenDatabase(): string | undefined {
  return variable('TEST_DATABASE_URL');
}

/** The databases that the user names; the migrations' users may be others than the apps'. */
export function databasesOfEnvironment(): DatabaseUrls | undefined {
  const booking = variable('BOOKING_DATABASE_URL');
  const inventory = variable('INVENTORY_DATABASE_URL');
  if (booking === undefined && inventory === undefined) return undefined;
  if (booking === undefined || inventory === undefined) {
    throw new Error('BOOKING_DATABASE_URL and INVENTORY_DATABASE_URL belong together: set both, or neither.');
  }
  return {
    bookingDatabaseUrl: booking,
    inventoryDatabaseUrl: inventory,
    bookingMigrationDatabaseUrl: variable('BOOKING_MIGRATION_DATABASE_URL') ?? booking,
    inventoryMigrationDatabaseUrl: variable('INVENTORY_MIGRATION_DATABASE_URL') ?? inventory,
  };
}
