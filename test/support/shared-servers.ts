import { createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import { givenDatabase } from '../../tools/services/environment.js';
import { type PrivateServer, startPrivateMariaDb, startPrivateRedis } from './services.js';

let servers: PrivateServer[] = [];

/** One database server and one Redis for all tests of a run; each test has databases of its own in them. */
export async function startSharedServers(): Promise<void> {
  const given = givenDatabase();
  if (given !== undefined) await probe(given);
  const [redis, ...databases] = await Promise.all([
    startPrivateRedis(),
    ...(given === undefined ? [startPrivateMariaDb()] : []),
  ]);
  servers = [redis, ...databases];
  process.env['STAYLOCK_TEST_MARIADB_URL'] = given ?? databases[0]?.url;
  process.env['STAYLOCK_TEST_REDIS_URL'] = redis.url;
}

export async function removeSharedServers(): Promise<void> {
  await Promise.all(servers.map((server) => server.remove()));
}

/** A server that somebody else runs, such as a MySQL: what the tests make in it they also drop. */
async function probe(url: string): Promise<void> {
  try {
    const connection = await createConnection(connectionConfig(url));
    await connection.end();
  } catch (error) {
    const { host } = new URL(url);
    throw new Error(`TEST_DATABASE_URL: no tests without the server at ${host}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
