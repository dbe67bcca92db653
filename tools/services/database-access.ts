/** Each app has a database and a user of its own, who may read and change rows there and nothing else. */
export interface AppDatabase {
  database: string;
  user: string;
  password: string;
}

/** Who may change the tables of every app's database. */
export interface MigrationUser {
  user: string;
  password: string;
}

/** SQL, one statement a line and safe to repeat, that makes an app's database and lets its users in. */
export function accessStatements(app: AppDatabase, migration: MigrationUser): string[] {
  // In a grant an underscore stands for any character, unless escaped.
  const tables = `\`${app.database.replaceAll('_', '\\_')}\`.*`;
  return [
    `CREATE DATABASE IF NOT EXISTS \`${app.database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    ...userStatements(app),
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${tables} TO '${app.user}'@'%';`,
    ...userStatements(migration),
    `GRANT ALL PRIVILEGES ON ${tables} TO '${migration.user}'@'%';`,
  ];
}

function userStatements({ user, password }: MigrationUser): string[] {
  return [
    `CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}';`,
    `ALTER USER '${user}'@'%' IDENTIFIED BY '${password}';`,
  ];
}
