import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { LockService } from '#locking';
import { impatientRedis, Metrics } from '#platform';
import { turnsOf } from '../support/metrics.js';
import { type PrivateServer, startPrivateRedis } from '../support/services.js';
import { until } from '../support/until.js';

/** As in LockingModule. */
const COMMAND_TIMEOUT_MS = 300;
const TIMES = { ttlMs: 5_000, waitMs: 3_000 };
/** A taken lock costs one command and its undoing. */
const ONE_ACQUIRE_MS = 2 * COMMAND_TIMEOUT_MS;

describe('locks, when Redis is not there', () => {
  let server: PrivateServer;
  let redis: Redis;
  let locks: LockService;
  let metrics: Metrics;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await startPrivateRedis();
  });
  afterAll(() => server.remove());

  beforeEach(async () => {
    await server.start();
    redis = impatientRedis(server.url, COMMAND_TIMEOUT_MS);
    await connected();
    metrics = new Metrics();
    locks = new LockService({ redis, enabled: true, metrics });
  });
  afterEach(() => redis.disconnect());

  const connected = () => until('Redis is connected', () => redis.status === 'ready');

  /** Runs so many pieces of work one after the other; how long each had to wait. */
  async function waits(times: number): Promise<number[]> {
    const waited: number[] = [];
    for (let n = 0; n < times; n++) {
      const startedAt = Date.now();
      await locks.withLocks(['a-key'], TIMES, async () => void waited.push(Date.now() - startedAt));
    }
    return waited;
  }

  it('cost nothing: the work runs at once and is counted', async () => {
    await server.kill();
    await until('the connection is seen to be gone', () => redis.status !== 'ready');
    const waited = await waits(20);
    expect(waited).toHaveLength(20);
    expect(Math.max(...waited)).toBeLessThan(COMMAND_TIMEOUT_MS);
    expect(await turnsOf(metrics)).toEqual({ acquired: 0, withoutRedis: 20, contended: 0 });
  });

  it('let work run that one process at a time should do, and tasks', async () => {
    await server.kill();
    await until('the connection is seen to be gone', () => redis.status !== 'ready');
    const runs: string[] = [];
    expect(await locks.runExclusively('a-key', 1_000, async () => void runs.push('exclusive'))).toBe(true);
    await locks.runTask('a-task', 1_000, async () => runs.push('task'));
    expect(runs).toEqual(['exclusive', 'task']);
  });

  it('still let one at a time through in this process', async () => {
    await server.kill();
    let [inside, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    await Promise.all(Array.from({ length: 10 }, () => locks.withLocks(['a-key'], TIMES, work)));
    expect(most).toBe(1);
  });

  it('cost little when Redis hangs: three tries within their bound, then nothing', async () => {
    server.pause();
    try {
      const waited = await waits(10);
      // Generous, for a busy machine; without the command timeout it would be forever.
      expect(Math.max(...waited.slice(0, 3))).toBeLessThan(ONE_ACQUIRE_MS + 1_000);
      expect(Math.min(...waited.slice(0, 3))).toBeGreaterThanOrEqual(COMMAND_TIMEOUT_MS - 5);
      // Left alone for two seconds.
      expect(Math.max(...waited.slice(3, 5))).toBeLessThan(COMMAND_TIMEOUT_MS);
      expect(await turnsOf(metrics)).toEqual({ acquired: 0, withoutRedis: 10, contended: 0 });
    } finally {
      server.resume();
    }
  });

  it('do not throw when Redis goes while one is held', async () => {
    const result = locks.withLocks(['a-key'], TIMES, async () => {
      await server.kill();
      return 'done';
    });
    await expect(result).resolves.toBe('done');
    expect(await turnsOf(metrics)).toEqual({ acquired: 1, withoutRedis: 0, contended: 0 });
  });

  it('are there again once Redis is', async () => {
    await server.kill();
    await until('the connection is seen to be gone', () => redis.status !== 'ready');
    await waits(5);
    await server.start();
    await connected();
    await until('a lock is taken', async () => {
      await waits(1);
      return (await turnsOf(metrics)).acquired > 0;
    });
  });
});
