export interface DatabaseUrls {
  bookingDatabaseUrl: string;
  inventoryDatabaseUrl: string;
  bookingMigrationDatabaseUrl: string;
  inventoryMigrationDatabaseUrl: string;
}
