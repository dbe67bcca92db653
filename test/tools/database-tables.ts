import type { Database } from '#database';
import type { Table } from './prisma-schema.js';

interface Column {
  tableName: string;
  name: string;
  type: string;
  nullable: string;
  hasDefault: number;
}

interface Key {
  tableName: string;
  keyName: string;
  notUnique: number;
  columns: string;
}

interface Reference {
  tableName: string;
  constraintName: string;
  columnName: string;
  target: string;
}

/** The tables that a database has, apart from the migrations' own. */
export async function readTables(database: Database): Promise<Record<string, Table>> {
  const columns = await database.query<Column>(
    `SELECT TABLE_NAME AS tableName, COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE AS nullable,
       COLUMN_DEFAULT IS NOT NULL AND COLUMN_DEFAULT <> 'NULL' AS hasDefault
     FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> '_prisma_migrations'`,
  );
  const keys = await database.query<Key>(
    `SELECT TABLE_NAME AS tableName, INDEX_NAME AS keyName, MAX(NON_UNIQUE) AS notUnique,
       GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX SEPARATOR ', ') AS columns
     FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() GROUP BY TABLE_NAME, INDEX_NAME`,
  );
  const references = await database.query<Reference>(
    `SELECT TABLE_NAME AS tableName, CONSTRAINT_NAME AS constraintName, COLUMN_NAME AS columnName,
       CONCAT(REFERENCED_TABLE_NAME, '.', REFERENCED_COLUMN_NAME) AS target
     FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL`,
  );
  const names = [...new Set(columns.map(({ tableName }) => tableName))];
  const constraints = new Set(references.map(({ constraintName }) => constraintName));
  return Object.fromEntries(
    names.map((table) => [
      table,
      {
        columns: Object.fromEntries(columns.filter(isOf(table)).map((column) => [column.name, describeColumn(column)])),
        // An index that bears a foreign key's name was made by the database for it.
        keys: keys
          .filter(isOf(table))
          .filter((key) => !constraints.has(key.keyName))
          .map(describeKey)
          .sort(),
        references: references
          .filter(isOf(table))
          .map(({ columnName, target }) => `${columnName} → ${target}`)
          .sort(),
      },
    ]),
  );
}

function isOf(table: string): (row: { tableName: string }) => boolean {
  return ({ tableName }) => tableName === table;
}

function describeColumn({ type, nullable, hasDefault }: Column): string {
  // MariaDB stores JSON as text with a CHECK, and still tells display widths.
  const common = type === 'longtext' ? 'json' : type.replace(/^(small|big|)int\(\d+\)$/, '$1int');
  return `${common} ${nullable === 'YES' ? 'null' : 'not null'}${Number(hasDefault) ? ' default' : ''}`;
}

function describeKey({ keyName, notUnique, columns }: Key): string {
  const kind = keyName === 'PRIMARY' ? 'primary' : Number(notUnique) ? 'index' : 'unique';
  return `${kind} (${columns})`;
}
