import { say } from './progress.js';
import { explain } from './services/database-trouble.js';
import { databasesOfEnvironment } from './services/environment.js';
import { migrateAll } from './services/migrate-all.js';
import { readRunning } from './services/running.js';

const databases = databasesOfEnvironment() ?? readRunning();
if (!databases) {
  console.error(
    'Which databases? Set BOOKING_DATABASE_URL and INVENTORY_DATABASE_URL (with BOOKING_MIGRATION_DATABASE_URL and ' +
      'INVENTORY_MIGRATION_DATABASE_URL where other users may change tables), or run "npm start", which migrates its own.',
  );
  process.exit(1);
}
try {
  if (!(await migrateAll(databases))) say('Both databases are up to date.');
} catch (error) {
  console.error(explain(error, databases));
  process.exit(1);
}
