import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { dataPath } from '../../tools/services/data-folder.js';
import { startPrivateServer } from '../../tools/services/private-server.js';
import { findProgram } from '../../tools/services/programs.js';
import { redisServer, redisUrl } from '../../tools/services/redis-server.js';
import { secrets } from '../../tools/services/secrets.js';
import { Shutdown } from '../../tools/services/shutdown.js';

const home = process.cwd();
const writeToStderr = process.stderr.write.bind(process.stderr);
let folder: string;
let shutdown: Shutdown;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'staylock-private-'));
  process.chdir(folder);
  shutdown = new Shutdown();
  // What is said to people while servers come and go would only disturb the report.
  process.stderr.write = () => true;
});

afterEach(async () => {
  await shutdown.run();
  process.stderr.write = writeToStderr;
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

test('data and port survive a stop', async () => {
  const port = await start(shutdown);
  await withRedis(port, (redis) => redis.set('kept', 'yes'));
  await shutdown.run();
  await expect(withRedis(port, (redis) => redis.ping())).rejects.toThrow();

  expect(await start(shutdown)).toBe(port);

  expect(await withRedis(port, (redis) => redis.get('kept'))).toBe('yes');
});

test('a server that a killed start left running is taken over, and stopped in the end', async () => {
  const port = await start(new Shutdown());
  const before = await withRedis(port, processId);

  expect(await start(shutdown)).toBe(port);

  expect(await withRedis(port, processId)).toBe(before);
  await shutdown.run();
  await expect(withRedis(port, (redis) => redis.ping())).rejects.toThrow();
});

test('a port that somebody else has taken meanwhile is left to them', async () => {
  const port = await start(shutdown);
  await shutdown.run();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  try {
    expect(await start(shutdown)).not.toBe(port);
  } finally {
    other.close();
  }
});

test('a server that cannot start says so with the end of its log', async () => {
  const broken = (port: number) => ({ ...define(port), args: ['--no-such-option', 'x'] });

  await expect(startPrivateServer('redis', broken, shutdown, new AbortController().signal)).rejects.toThrow(
    /^Redis did not start/,
  );
});

test('secrets are made once, and only their owner reads them', () => {
  const made = secrets();

  expect(secrets()).toEqual(made);
  expect(new Set(Object.values(made)).size).toBe(7);
  expect(made.AUTH_SECRET.length).toBeGreaterThanOrEqual(32);
  expect(statSync(dataPath('secrets.json')).mode & 0o777).toBe(0o600);
});

function start(until: Shutdown): Promise<number> {
  return startPrivateServer('redis', define, until, new AbortController().signal);
}

function define(port: number) {
  const program = findProgram('redis-server');
  if (!program) throw new Error('There is no Redis on this machine.');
  return redisServer({ program, folder: dataPath('redis'), port, password: secrets().redisPassword });
}

async function withRedis<T>(port: number, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(redisUrl(port, secrets().redisPassword), {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    disconnectTimeout: 50,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function processId(redis: Redis): Promise<string | undefined> {
  return /process_id:(\d+)/.exec(await redis.info('server'))?.[1];
}
