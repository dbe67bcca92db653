import type { Secrets } from './secrets.js';

/** Compose wants every variable that docker-compose.yml requires, also those of services that are not started. */
export function composeVariables(kept: Secrets): Record<string, string> {
  return {
    DATABASE_ROOT_PASSWORD: kept.databaseRootPassword,
    BOOKING_DATABASE_PASSWORD: kept.bookingDatabasePassword,
    INVENTORY_DATABASE_PASSWORD: kept.inventoryDatabasePassword,
    MIGRATION_DATABASE_PASSWORD: kept.migrationDatabasePassword,
    REDIS_PASSWORD: kept.redisPassword,
    AUTH_SECRET: kept.AUTH_SECRET,
    SERVICE_AUTH_SECRET: kept.SERVICE_AUTH_SECRET,
    // Of the apps, none of which runs in a container here.
    METRICS_TOKEN: kept.SERVICE_AUTH_SECRET,
  };
}
