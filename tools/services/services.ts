import { accessStatements, type AppDatabase, type MigrationUser } from './database-access.js';
import type { DatabaseProgram } from './database-program.js';
import { databaseServer } from './database-server.js';
import { dataPath } from './data-folder.js';
import { type ComposeService, dockerRuns, runInContainer, startContainers } from './docker.js';
import type { DatabaseUrls } from './database-urls.js';
import { databasesOfEnvironment, redisOfEnvironment } from './environment.js';
import type { Lifetime } from './lifetime.js';
import { startPrivateServer } from './private-server.js';
import { redisServer, redisUrl } from './redis-server.js';
import { secrets } from './secrets.js';
import { findServerPrograms, requireServerPrograms } from './server-programs.js';

export interface Services extends DatabaseUrls {
  redisUrl: string;
}

const WITHOUT_INSTALLING = [
  'start a Docker engine: docker-compose.yml is used then',
  'name servers that run elsewhere in BOOKING_DATABASE_URL, INVENTORY_DATABASE_URL and REDIS_URL',
];

/**
 * The databases and Redis, from the first that there is: the environment's URLs; programs on this machine, run
 * privately; Docker; packages that can be installed. What is started here is also put down to be stopped, and a program
 * that ends by itself is started again (an engine does that for its containers).
 */
export async function provideServices(lifetime: Lifetime): Promise<Services> {
  const databases = databasesOfEnvironment();
  const redis = redisOfEnvironment();
  const needed = { database: !databases, redis: !redis };
  let programs = await findServerPrograms();
  const missing: ComposeService[] = [];
  if (needed.database && !programs.database) missing.push('database');
  if (needed.redis && !programs.redis) missing.push('redis');

  let containers = new Map<ComposeService, number>();
  if (missing.length > 0) {
    if (await dockerRuns()) containers = await startContainers(missing, lifetime.shutdown);
    else programs = await requireServerPrograms(needed, WITHOUT_INSTALLING);
  }
  return {
    ...(databases ?? (await ownDatabases(programs.database, containers.get('database'), lifetime))),
    redisUrl: redis ?? (await ownRedis(programs.redis, containers.get('redis'), lifetime)),
  };
}

async function ownDatabases(
  program: DatabaseProgram | undefined,
  containerPort: number | undefined,
  lifetime: Lifetime,
): Promise<DatabaseUrls> {
  const { databaseRootPassword, bookingDatabasePassword, inventoryDatabasePassword, migrationDatabasePassword } =
    secrets();
  const booking = { database: 'airbnb_booking_dev', user: 'staylock_booking', password: bookingDatabasePassword };
  const inventory = { database: 'airbnb_dev_mode', user: 'staylock_inventory', password: inventoryDatabasePassword };
  const migration = { user: 'staylock_migrate', password: migrationDatabasePassword };
  const access = [booking, inventory].flatMap((app) => accessStatements(app, migration));

  if (containerPort !== undefined) {
    await runInContainer(containerPort, access);
    return databaseUrls(containerPort, 'MariaDB', booking, inventory, migration);
  }
  if (!program) throw new Error('There is neither a database program nor a container.');
  const folder = dataPath(program.flavour.toLowerCase());
  const statements = [`ALTER USER 'root'@'localhost' IDENTIFIED BY '${databaseRootPassword}';`, ...access];
  const port = await startPrivateServer(
    program.flavour.toLowerCase(),
    (port) => {
      const probeUrl = databaseUrls(port, program.flavour, booking, inventory, migration).bookingDatabaseUrl;
      return databaseServer({ program, folder, port, statements, probeUrl });
    },
    lifetime,
  );
  return databaseUrls(port, program.flavour, booking, inventory, migration);
}

async function ownRedis(
  program: string | undefined,
  containerPort: number | undefined,
  lifetime: Lifetime,
): Promise<string> {
  const password = secrets().redisPassword;
  if (containerPort !== undefined) return redisUrl(containerPort, password);
  if (!program) throw new Error('There is neither a Redis program nor a container.');
  const define = (port: number) => redisServer({ program, folder: dataPath('redis'), port, password });
  return redisUrl(await startPrivateServer('redis', define, lifetime), password);
}

function databaseUrls(
  port: number,
  flavour: DatabaseProgram['flavour'],
  booking: AppDatabase,
  inventory: AppDatabase,
  migration: MigrationUser,
): DatabaseUrls {
  // The server is on this machine, so nobody stands between it and the client.
  const query = flavour === 'MySQL' ? '?allowPublicKeyRetrieval=true' : '';
  const url = ({ user, password }: MigrationUser, { database }: AppDatabase) =>
    `mysql://${user}:${password}@127.0.0.1:${port}/${database}${query}`;
  return {
    bookingDatabaseUrl: url(booking, booking),
    inventoryDatabaseUrl: url(inventory, inventory),
    bookingMigrationDatabaseUrl: url(migration, booking),
    inventoryMigrationDatabaseUrl: url(migration, inventory),
  };
}
