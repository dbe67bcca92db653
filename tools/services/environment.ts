import type { DatabaseUrls } from './database-urls.js';

/** An empty variable is how shells and compose files say "not set". */
export function variable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** A TCP port that the user may choose. */
export function portVariable(name: string, usual: number): number {
  const given = variable(name);
  if (given === undefined) return usual;
  if (!/^\d{1,5}$/.test(given) || Number(given) < 1 || Number(given) > 65_535) {
    throw new Error(`${name} must be a port from 1 to 65535.`);
  }
  return Number(given);
}

export function redisOfEnvironment(): string | undefined {
  return variable('REDIS_URL');
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
