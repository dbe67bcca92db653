import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { dataPath } from '../../tools/services/data-folder.js';
import type { Lifetime } from '../../tools/services/lifetime.js';
import { startPrivateServer } from '../../tools/services/private-server.js';
import { findProgram } from '../../tools/services/programs.js';
import { redisServer, redisUrl } from '../../tools/services/redis-server.js';
import { secrets } from '../../tools/services/secrets.js';
import { Shutdown } from '../../tools/services/shutdown.js';
import { until } from '../support/until.js';

const home = process.cwd();
const writeToStderr = process.stderr.write.bind(process.stderr);
let folder: string;
let shutdown: Shutdown;
/** What was said, and the servers that were given up. */
let said: string[];
let givenUp: Error[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'staylock-private-'));
  process.chdir(folder);
  shutdown = new Shutdown();
  said = [];
  givenUp = [];
  // What is said to people while servers come and go would only disturb the report.
  process.stderr.write = (text) => said.push(String(text)) > 0;
});

afterEach(async () => {
  await shutdown.run();
  process.stderr.write = writeToStderr;
  process.chdir(home);
  rmSync(folder, { recursive: true });
  expect(givenUp).toEqual([]);
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
  const killed = new AbortController();
  const port = await start(new Shutdown(), killed.signal);
  killed.abort();
  const before = await withRedis(port, processId);

  expect(await start(shutdown)).toBe(port);

  expect(await withRedis(port, processId)).toBe(before);
  await shutdown.run();
  await expect(withRedis(port, (redis) => redis.ping())).rejects.toThrow();
});

test('a server that is killed is started again with what it has kept, and that is told', async () => {
  const port = await start(shutdown);
  const killed = await withRedis(port, async (redis) => {
    await redis.set('kept', 'yes');
    // Written to the file within a second otherwise, as in production.
    await redis.config('SET', 'appendfsync', 'always');
    await redis.set('kept', 'still');
    return processId(redis);
  });

  process.kill(Number(killed), 'SIGKILL');

  await until('Redis to run again', () => said.some((line) => line.includes('Redis runs again')));
  expect(said).toContainEqual(`› Redis (process ${killed}) ended by itself: starting it again\n`);
  expect(await withRedis(port, (redis) => redis.get('kept'))).toBe('still');
  const again = await withRedis(port, processId);
  expect(again).not.toBe(killed);
  await shutdown.run();
  await expect(withRedis(port, (redis) => redis.ping())).rejects.toThrow();
  // Nobody starts it once more.
  await sleep(1_500);
  await expect(withRedis(port, (redis) => redis.ping())).rejects.toThrow();
});

test('a server that ends again and again is given up, with its log and what to do', async () => {
  const port = await start(shutdown);
  for (let times = 1; times <= 6; times++) {
    process.kill(Number(await withRedis(port, processId)), 'SIGKILL');
    await until(`what follows end ${times}`, () => said.filter(isAgain).length === times || givenUp.length > 0);
  }

  expect(said.filter(isAgain)).toHaveLength(5);
  expect(givenUp.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Redis ended 6 times within a minute .*server\.log.*"npm start" again/s),
  ]);
  givenUp = [];
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

  await expect(startPrivateServer('redis', broken, lifetime(shutdown))).rejects.toThrow(/^Redis did not start/);
});

test('secrets are made once, and only their owner reads them', () => {
  const made = secrets();

  expect(secrets()).toEqual(made);
  expect(new Set(Object.values(made)).size).toBe(7);
  expect(made.AUTH_SECRET.length).toBeGreaterThanOrEqual(32);
  expect(statSync(dataPath('secrets.json')).mode & 0o777).toBe(0o600);
});

function start(until: Shutdown, signal = new AbortController().signal): Promise<number> {
  return startPrivateServer('redis', define, { ...lifetime(until), signal });
}

function lifetime(until: Shutdown): Lifetime {
  return { shutdown: until, signal: new AbortController().signal, giveUp: (reason) => givenUp.push(reason) };
}

function isAgain(line: string): boolean {
  return line.includes('Redis runs again');
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
