import { Database } from '#database';
import type { TestDatabases } from '../../support/databases.js';
import type { Guard } from './guard.js';

interface SchemaGuard {
  database: 'bookingMigrationUrl' | 'inventoryMigrationUrl';
  drop: string;
  restore: string;
}

/** Guards that are rules of a table. A key that goes leaves a plain index: without a guard, not without speed. */
const SCHEMA_GUARDS: Partial<Record<Guard, SchemaGuard>> = {
  'night-check': {
    database: 'inventoryMigrationUrl',
    drop: 'ALTER TABLE CategoryNight DROP CONSTRAINT CategoryNight_counters_check',
    restore: `ALTER TABLE CategoryNight ADD CONSTRAINT CategoryNight_counters_check
              CHECK (held >= 0 AND sold >= 0 AND held + sold <= capacity)`,
  },
  'hold-key': {
    database: 'inventoryMigrationUrl',
    drop: 'ALTER TABLE Hold DROP PRIMARY KEY, ADD INDEX Unguarded_idx (bookingId)',
    restore: 'ALTER TABLE Hold DROP INDEX Unguarded_idx, ADD PRIMARY KEY (bookingId)',
  },
  'room-night-key': {
    database: 'inventoryMigrationUrl',
    drop: 'ALTER TABLE RoomNight DROP PRIMARY KEY, ADD INDEX Unguarded_idx (roomId, date)',
    restore: 'ALTER TABLE RoomNight DROP INDEX Unguarded_idx, ADD PRIMARY KEY (roomId, date)',
  },
  'key-row': {
    database: 'bookingMigrationUrl',
    drop: 'ALTER TABLE IdempotencyKey DROP PRIMARY KEY, ADD INDEX Unguarded_idx (userId, operation, `key`)',
    restore: 'ALTER TABLE IdempotencyKey DROP INDEX Unguarded_idx, ADD PRIMARY KEY (userId, operation, `key`)',
  },
  'booking-key': {
    database: 'bookingMigrationUrl',
    drop: 'ALTER TABLE Booking DROP PRIMARY KEY, ADD INDEX Unguarded_idx (id)',
    restore: 'ALTER TABLE Booking DROP INDEX Unguarded_idx, ADD PRIMARY KEY (id)',
  },
  'event-key': {
    database: 'bookingMigrationUrl',
    drop: 'ALTER TABLE Outbox DROP INDEX Outbox_bookingId_topic_kind_key, ADD INDEX Unguarded_idx (bookingId)',
    restore: `ALTER TABLE Outbox DROP INDEX Unguarded_idx,
              ADD UNIQUE INDEX Outbox_bookingId_topic_kind_key (bookingId, topic, kind)`,
  },
};

/** Takes the guards among these that are rules of a table out of a test's own databases. */
export function dropSchemaGuards(databases: TestDatabases, guards: readonly Guard[]): Promise<void> {
  return alter(databases, guards, 'drop');
}

/** The tables must have no rows that break the rules. */
export function restoreSchemaGuards(databases: TestDatabases, guards: readonly Guard[]): Promise<void> {
  return alter(databases, guards, 'restore');
}

async function alter(databases: TestDatabases, guards: readonly Guard[], how: 'drop' | 'restore'): Promise<void> {
  for (const guard of guards) {
    const rule = SCHEMA_GUARDS[guard];
    if (!rule) continue;
    const database = new Database({ url: databases[rule.database], connections: 1 });
    try {
      await database.query(rule[how]);
    } finally {
      await database.close();
    }
  }
}
