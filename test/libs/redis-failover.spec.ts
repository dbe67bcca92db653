import { Queue, QueueEvents, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import {
  impatientRedis,
  LISTENER_PATIENCE,
  patientRedis,
  patientRedisOptions,
  producerRedisOptions,
  WORKER_PATIENCE,
} from '#platform';
import { Line } from '../support/line.js';
import { follow, promote } from '../support/redis-roles.js';
import { type PrivateServer, startPrivateRedis } from '../support/services.js';
import { until } from '../support/until.js';

/** More than a silent server is waited for, and the time to be with the next one. */
const FOUND_WITHIN_MS = 20_000;
const QUEUE = 'trial';

/** Two Redis servers, and an address that leads to one of them. Connections that there are do not move with it. */
describe('a connection to a Redis that is the primary no longer', () => {
  let first: PrivateServer;
  let second: PrivateServer;
  let line: Line;
  let ends: (() => unknown)[];

  beforeAll(async () => {
    first = await startPrivateRedis();
    second = await startPrivateRedis(first);
  });
  afterAll(() => Promise.all([first.remove(), second.remove()]));

  beforeEach(async () => {
    ends = [];
    await promote(first);
    await follow(second, first);
    line = await Line.to(first.url);
  });
  afterEach(async () => {
    first.resume();
    await Promise.all(ends.map((end) => end()));
    await line.close();
  });

  function kept(redis: Redis): Redis {
    ends.push(() => redis.disconnect());
    return redis;
  }

  function keptOpen<T extends { close(): Promise<unknown>; on(event: 'error', listener: () => void): unknown }>(
    part: T,
  ): T {
    part.on('error', () => undefined);
    // To one that is gone nobody can say goodbye.
    ends.push(() => part.close().catch(() => undefined));
    return part;
  }

  /** The second one is the primary now, and whoever comes anew is led to it. The first one refuses what is written. */
  async function demoteFirst(): Promise<void> {
    await promote(second);
    line.leadTo(second.url);
    await follow(first, second);
  }

  /** The first one hangs with its connections open, and the second one has its address. */
  async function replaceHungFirst(): Promise<void> {
    first.pause();
    await promote(second);
    line.leadTo(second.url);
  }

  const changes: [string, () => Promise<void>][] = [
    ['was demoted', demoteFirst],
    ['hangs', replaceHungFirst],
  ];

  it.each(changes)(
    'that %s is given up by who does not wait, who is served by the next one soon',
    async (_, change) => {
      const redis = kept(impatientRedis(line.url, 300));
      await until('the connection is there', () => redis.status === 'ready');
      await change();
      await until('a write is taken', () => redis.set('impatient', '1').catch(() => undefined), FOUND_WITHIN_MS);
      expect(await askSecond('impatient')).toBe('1');
    },
  );

  it.each(changes)('that %s costs who waits nothing but time', async (_, change) => {
    const redis = kept(patientRedis(line.url, FOUND_WITHIN_MS));
    await redis.set('patient', '1');
    await change();
    expect(await redis.set('patient', '2')).toBe('OK');
    expect(await askSecond('patient')).toBe('2');
  });

  it.each(changes)('that %s refuses jobs once, and then the next one takes them', async (_, change) => {
    const queue = keptOpen(new Queue<number>(QUEUE, { connection: producerRedisOptions(line.url) }));
    await queue.waitUntilReady();
    await change();
    const add = () => queue.addBulk([{ name: 'a', data: 1 }]).catch(() => undefined);
    await until('the jobs are taken', add, FOUND_WITHIN_MS);
  });

  it('refuses jobs for as long as it lives where a connection is kept through everything', async () => {
    const queue = keptOpen(new Queue<number>(QUEUE, { connection: { url: line.url } }));
    await queue.waitUntilReady();
    await demoteFirst();
    for (let attempt = 0; attempt < 10; attempt++)
      await expect(queue.addBulk([{ name: 'a', data: 1 }])).rejects.toThrow('READONLY');
  });

  it.each(changes)('that %s is left by workers and listeners, idle as they are', async (_, change) => {
    const name = `${QUEUE}-${Math.random()}`;
    const connection = patientRedisOptions(line.url);
    const worked: unknown[] = [];
    const heard: string[] = [];
    const worker = keptOpen(
      new Worker(name, (job) => Promise.resolve(worked.push(job.data)), { ...WORKER_PATIENCE, connection }),
    );
    const events = keptOpen(new QueueEvents(name, { ...LISTENER_PATIENCE, connection }));
    events.on('completed', ({ jobId }) => heard.push(jobId));
    await Promise.all([worker.waitUntilReady(), events.waitUntilReady()]);
    await change();
    const queue = keptOpen(new Queue(name, { connection: patientRedisOptions(second.url) }));
    const job = await queue.add('a', 'a job at the next one');
    await until('the job is done', () => worked.length > 0, FOUND_WITHIN_MS);
    // A word that was told before the listener was there again is asked for elsewhere: it must hear of the next one.
    await until(
      'the listener hears of jobs',
      async () => {
        await queue.add('b', 'another one');
        return heard.length > 0;
      },
      FOUND_WITHIN_MS,
    );
    expect(worked).toContain(job.data);
  });

  it('is not even begun while the address still leads to a replica', async () => {
    await demoteFirst();
    line.leadTo(first.url);
    const redis = kept(impatientRedis(line.url, 300));
    await until('it was tried', () => redis.status === 'reconnecting');
    await expect(redis.get('anything')).rejects.toThrow("isn't writeable");
    line.leadTo(second.url);
    await until('it is there', () => redis.status === 'ready');
  });

  async function askSecond(key: string): Promise<string | null> {
    const redis = patientRedis(second.url, 5_000);
    try {
      return await redis.get(key);
    } finally {
      redis.disconnect();
    }
  }
});
