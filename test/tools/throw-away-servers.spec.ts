import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '#database';
import { identityOf, isAlive } from '../../tools/services/process-identity.js';
import { pingRedis } from '../../tools/services/redis-server.js';
import { startPrivateMariaDb, startPrivateRedis } from '../support/services.js';

test('a MariaDB comes back after a kill with what was committed', async () => {
  const server = await startPrivateMariaDb();
  try {
    await query(server.url, 'CREATE DATABASE kept');
    await server.kill();
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow();

    await server.start();

    expect(await query(server.url, "SHOW DATABASES LIKE 'kept'")).toHaveLength(1);
  } finally {
    await server.remove();
  }
});

test('a Redis can be frozen and thawed, stopped and started', async () => {
  const redis = await startPrivateRedis();
  try {
    redis.pause();
    const frozen = await Promise.race([pingRedis(redis.url).then(() => 'answered'), sleep(300, 'silent')]);
    expect(frozen).toBe('silent');
    redis.resume();
    await pingRedis(redis.url);

    await redis.stop();
    await expect(pingRedis(redis.url)).rejects.toThrow();
    await redis.start();
    await pingRedis(redis.url);
  } finally {
    await redis.remove();
  }
});

test('servers and their folder do not outlive a process that is killed', async () => {
  const script = `
    import { startPrivateRedis } from './dist/test/support/services.js';
    const { pid, folder } = await startPrivateRedis();
    console.log(JSON.stringify({ pid, folder }));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const { pid, folder } = JSON.parse(said.toString()) as { pid: number; folder: string };
  const server = identityOf(pid);
  expect(isAlive(server) && existsSync(folder)).toBe(true);

  child.kill('SIGKILL');

  while (isAlive(server) || existsSync(folder)) await sleep(20);
});

async function query(url: string, sql: string): Promise<object[]> {
  const database = new Database({ url, connections: 1 });
  try {
    return await database.query<object>(sql);
  } finally {
    await database.close();
  }
}
