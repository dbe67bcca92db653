import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { LockService } from '#locking';
import { impatientRedis, Metrics } from '#platform';
import { sharedRedisUrl } from '../support/databases.js';
import { turnsOf as turnsIn } from '../support/metrics.js';
import { until } from '../support/until.js';

/** As in LockingModule. */
const COMMAND_TIMEOUT_MS = 300;
const TIMES = { ttlMs: 5_000, waitMs: 5_000 };

describe('locks', () => {
  const connections: Redis[] = [];
  const metricsOf = new WeakMap<LockService, Metrics>();
  let key: string;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  beforeEach(() => {
    key = `test-locking-${process.env['JEST_WORKER_ID']}-${Math.random()}`;
  });
  afterEach(() => {
    for (const redis of connections.splice(0)) redis.disconnect();
  });

  /** The locks of one process: each has a connection and a local queue of its own. */
  async function newProcess(enabled = true): Promise<LockService> {
    const redis = impatientRedis(sharedRedisUrl(), COMMAND_TIMEOUT_MS);
    connections.push(redis);
    await until('Redis is connected', () => redis.status === 'ready');
    const metrics = new Metrics();
    const locks = new LockService({ redis, enabled, metrics });
    metricsOf.set(locks, metrics);
    return locks;
  }

  const turnsOf = (locks: LockService) => turnsIn(metricsOf.get(locks)!);

  /** Reads, pauses, writes, over and over, in two processes: what is lost tells whether one was alone. */
  async function race(processes: LockService[]): Promise<{ counted: number; most: number }> {
    let [counted, inside, most] = [0, 0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      const seen = counted;
      await sleep(3);
      counted = seen + 1;
      inside--;
    };
    await Promise.all(
      processes.flatMap((locks) => Array.from({ length: 10 }, () => locks.withLocks([key], TIMES, work))),
    );
    return { counted, most };
  }

  it('of several keys let one at a time at the work of each, in whatever order the keys are named', async () => {
    const processes = [await newProcess(), await newProcess()];
    const keys = ['a', 'b', 'c'].map((name) => `${key}-${name}`);
    const inside = new Map<string, number>();
    let most = 0;
    const work = async (own: string[]) => {
      for (const one of own) inside.set(one, (inside.get(one) ?? 0) + 1);
      most = Math.max(most, ...inside.values());
      await sleep(2);
      for (const one of own) inside.set(one, (inside.get(one) ?? 0) - 1);
    };
    const sets = keys.flatMap((one) => keys.filter((other) => other !== one).map((other) => [one, other]));
    await Promise.all(
      processes.flatMap((locks) => [...sets, keys].map((own) => locks.withLocks(own, TIMES, () => work(own)))),
    );
    expect(most).toBe(1);
    for (const locks of processes)
      expect(await turnsOf(locks)).toEqual({ acquired: sets.length + 1, withoutRedis: 0, contended: 0 });
  });

  it('let one process at a time at the work of a key', async () => {
    const processes = [await newProcess(), await newProcess()];
    expect(await race(processes)).toEqual({ counted: 20, most: 1 });
    for (const locks of processes)
      expect(await turnsOf(locks)).toEqual({ acquired: 10, withoutRedis: 0, contended: 0 });
  });

  it('exclude nobody when they are switched off: the negative control', async () => {
    const processes = [await newProcess(false), await newProcess(false)];
    const { counted, most } = await race(processes);
    expect(most).toBe(20);
    expect(counted).toBeLessThan(20);
  });

  it('do not hold up the work of another key', async () => {
    const locks = await newProcess();
    await locks.withLocks([`${key}-a`], TIMES, () => locks.withLocks([`${key}-b`], TIMES, async () => undefined));
    expect(await turnsOf(locks)).toEqual({ acquired: 2, withoutRedis: 0, contended: 0 });
  });

  it('let those of one process through in order of arrival', async () => {
    const locks = await newProcess();
    const turns: number[] = [];
    const arrivals = Array.from({ length: 8 }, (_, n) => n);
    // The first take longest: without a queue the last would be done first.
    await Promise.all(
      arrivals.map((n) => locks.withLocks([key], TIMES, async () => sleep(8 - n).then(() => void turns.push(n)))),
    );
    expect(turns).toEqual(arrivals);
  });

  it('give what the work gives, and what it throws, and are free afterwards', async () => {
    const [locks, other] = [await newProcess(), await newProcess()];
    await expect(locks.withLocks([key], TIMES, async () => 'done')).resolves.toBe('done');
    const failing = locks.withLocks([key], TIMES, async () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    await other.withLocks([key], { ttlMs: 1_000, waitMs: 0 }, async () => undefined);
    expect(await turnsOf(other)).toEqual({ acquired: 1, withoutRedis: 0, contended: 0 });
  });

  it('are given up after waitMs, and the work goes on without them and is counted', async () => {
    const [holder, waiter] = [await newProcess(), await newProcess()];
    const holding = hold(holder, key);
    await holding.held;
    const startedAt = Date.now();
    // The second waits in the process' own queue, behind the first.
    const waiting = [1, 2].map(() =>
      waiter.withLocks([key], { ttlMs: 1_000, waitMs: 100 }, async () => Date.now() - startedAt),
    );
    const waited = await Promise.all(waiting);
    for (const ms of waited) {
      expect(ms).toBeGreaterThanOrEqual(99);
      expect(ms).toBeLessThan(1_500);
    }
    expect(await turnsOf(waiter)).toEqual({ acquired: 0, withoutRedis: 0, contended: 2 });
    holding.release();
    await holding.done();
  });

  it('survive that a lock expires during the work, and take no lock from whoever has it then', async () => {
    const [slow, next, third] = [await newProcess(), await newProcess(), await newProcess()];
    const first = hold(slow, key, 40);
    await first.held;
    // Gets the lock when it has expired, long before the first is done.
    const second = hold(next, key);
    await second.held;
    first.release();
    await expect(first.done()).resolves.toBeUndefined();
    expect(await third.runExclusively(key, 1_000, async () => undefined)).toBe(false);
    second.release();
    await second.done();
    for (const locks of [slow, next]) expect((await turnsOf(locks)).acquired).toBe(1);
  });

  describe('for work that one process at a time should do', () => {
    it('skip it while another process is at it, and while this one is', async () => {
      const [locks, other] = [await newProcess(), await newProcess()];
      const runs: string[] = [];
      const done: { end?: () => void } = {};
      const first = locks.runExclusively(key, 5_000, async () => {
        runs.push('first');
        await new Promise<void>((resolve) => (done.end = resolve));
      });
      await until('the first is at it', () => runs.length === 1);
      expect(await other.runExclusively(key, 5_000, async () => void runs.push('other'))).toBe(false);
      expect(await locks.runExclusively(key, 5_000, async () => void runs.push('again'))).toBe(false);
      done.end?.();
      expect(await first).toBe(true);
      expect(runs).toEqual(['first']);
    });

    it('let it run again as soon as it is done, here and elsewhere', async () => {
      const [locks, other] = [await newProcess(), await newProcess()];
      const outcomes = [];
      for (const which of [locks, locks, other, locks]) {
        outcomes.push(await which.runExclusively(key, 5_000, async () => undefined));
      }
      expect(outcomes).toEqual([true, true, true, true]);
    });

    it('finish it before the process ends, leave no lock behind and begin no other', async () => {
      const [locks, other] = [await newProcess(), await newProcess()];
      const work = { runs: 0, finish: () => undefined as void };
      const first = locks.runExclusively(key, 60_000, async () => {
        work.runs++;
        await new Promise<void>((resolve) => (work.finish = resolve));
      });
      await until('it is under way', () => work.runs === 1);
      let finished = false;
      const finishing = locks.finishExclusiveWork().then(() => (finished = true));
      expect(await locks.runExclusively(`${key}-later`, 5_000, async () => void work.runs++)).toBe(false);
      expect([finished, work.runs]).toEqual([false, 1]);
      work.finish();
      await finishing;
      expect(await first).toBe(true);
      expect(await other.runExclusively(key, 5_000, async () => undefined)).toBe(true);
    });

    it('run it in both at once when they are switched off', async () => {
      const processes = [await newProcess(false), await newProcess(false)];
      let inside = 0;
      let most = 0;
      const work = async () => {
        most = Math.max(most, ++inside);
        await sleep(30);
        inside--;
      };
      expect(await Promise.all(processes.map((locks) => locks.runExclusively(key, 5_000, work)))).toEqual([true, true]);
      expect(most).toBe(2);
    });

    it('never let a task throw, and let it run the next time', async () => {
      const locks = await newProcess();
      const task = `${key}-task`;
      const lines: unknown[] = [];
      Logger.overrideLogger({ ...SILENT, error: (line: unknown) => lines.push(line) });
      await locks.runTask(task, 5_000, async () => Promise.reject(new Error('broken')));
      expect(lines).toMatchObject([{ msg: 'task failed', task, err: { message: 'broken' } }]);
      Logger.overrideLogger(false);
      let ran = false;
      await locks.runTask(task, 5_000, async () => (ran = true));
      expect(ran).toBe(true);
    });
  });
});

const SILENT = { log: () => undefined, error: () => undefined, warn: () => undefined };

/** Takes a lock and keeps it until `release`. */
function hold(locks: LockService, key: string, ttlMs = 5_000) {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let done: Promise<void> = Promise.resolve();
  const held = new Promise<void>((resolve) => {
    done = locks.withLocks([key], { ttlMs, waitMs: 5_000 }, async () => {
      resolve();
      await released;
    });
  });
  return { held, release: () => release(), done: () => done };
}
