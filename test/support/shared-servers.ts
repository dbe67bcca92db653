import { type PrivateServer, startPrivateMariaDb, startPrivateRedis } from './services.js';

let servers: PrivateServer[] = [];

/** One MariaDB and one Redis for all tests of a run; each test has databases of its own in them. */
export async function startSharedServers(): Promise<void> {
  const [database, redis] = await Promise.all([startPrivateMariaDb(), startPrivateRedis()]);
  process.env['STAYLOCK_TEST_MARIADB_URL'] = database.url;
  process.env['STAYLOCK_TEST_REDIS_URL'] = redis.url;
  servers = [database, redis];
}

export async function removeSharedServers(): Promise<void> {
  await Promise.all(servers.map((server) => server.remove()));
}
