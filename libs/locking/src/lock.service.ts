import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import type { Redis } from 'ioredis';
import Redlock, { ExecutionError, type Lock, ResourceLockedError } from 'redlock';
import { inSpan, type Metrics, TaskMetrics } from '#platform';
import { LocalQueue, type Place } from './local-queue.js';
import { LockMetrics } from './lock-metrics.js';

/** Between two tries for a lock that another process has; jitter keeps the contenders apart. */
const RETRY_DELAY_MS = { least: 10, most: 50 };
/** After this many failed calls in a row Redis is left alone for a while, so that its absence costs nothing. */
const FAILURES_TO_OPEN = 3;
const OPEN_FOR_MS = 2_000;

export interface LockOptions {
  redis: Redis;
  /** `false` runs everything without Redis locks; what they protect must hold all the same. */
  enabled: boolean;
  metrics: Metrics;
}

/**
 * Distributed locks for calm, not for truth: they keep contenders out of each other's way, but a Redis lock can be lost
 * (pause, failover, expiry), so correctness must never rest on one. Where Redis cannot be reached, or others keep the
 * lock for too long, the work runs without it, and that is counted.
 */
export class LockService {
  private readonly logger = new Logger(LockService.name);
  private readonly local = new LocalQueue();
  private readonly exclusive = new Set<Promise<boolean>>();
  private stopping = false;
  private readonly breaker: CircuitBreakerPolicy;
  private readonly redlock: Redlock;
  private readonly metrics: LockMetrics;
  private readonly tasks: TaskMetrics;

  constructor(private readonly options: LockOptions) {
    // Redlock's own retries do not tell a taken lock from an absent Redis: ours do.
    this.redlock = new Redlock([options.redis], { retryCount: 0, driftFactor: 0.01 });
    this.redlock.on('error', () => undefined);
    this.breaker = circuitBreaker(
      handleWhen((error) => !(error instanceof LockedByAnother)),
      {
        halfOpenAfter: OPEN_FOR_MS,
        breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
      },
    );
    this.metrics = new LockMetrics(options.metrics, this.breaker);
    this.tasks = new TaskMetrics(options.metrics);
  }

  /**
   * Runs `work` under all of these locks, waiting up to `waitMs` for them and going on without them after that. `ttlMs`
   * is how long the locks outlive a process that dies with them.
   */
  async withLocks<T>(
    keys: readonly string[],
    times: { ttlMs: number; waitMs: number },
    work: () => Promise<T>,
  ): Promise<T> {
    if (!this.options.enabled) return work();
    // In one go, so that two who want the same ones are in the same order everywhere.
    const places = keys.map((key) => this.local.enter(key));
    try {
      const lock = await inSpan('lock', { attributes: { 'staylock.lock': keys.join(' ') } }, () =>
        this.waitForTurn(places, keys, times),
      );
      try {
        return await work();
      } finally {
        await this.release(keys, lock);
      }
    } finally {
      for (const place of places) place.leave();
    }
  }

  /**
   * Runs `work` unless this or another process is at it under the same key; answers whether it ran. Without Redis it
   * runs: such work must be correct in many replicas at once.
   */
  async runExclusively(key: string, ttlMs: number, work: () => Promise<void>): Promise<boolean> {
    if (this.stopping || this.local.isBusy(key)) return false;
    const run = this.runAlone(key, ttlMs, work);
    this.exclusive.add(run);
    try {
      return await run;
    } finally {
      this.exclusive.delete(run);
    }
  }

  /**
   * Before the process ends: starts no more exclusive work and waits for what is under way. Cut in the middle, it would
   * leave its lock behind, and the other replicas would wait for that to expire.
   */
  async finishExclusiveWork(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.exclusive);
  }

  /** One run of a scheduled task, in one replica at a time. Never throws: what fails is logged and tried again next time. */
  async runTask(name: string, ttlMs: number, work: () => Promise<unknown>): Promise<void> {
    try {
      await this.runExclusively(`task:${name}`, ttlMs, async () => void (await this.tasks.run(name, work)));
    } catch (error) {
      this.logger.error({ msg: 'task failed', task: name, err: error });
    }
  }

  private async runAlone(key: string, ttlMs: number, work: () => Promise<void>): Promise<boolean> {
    const place = this.local.enter(key);
    try {
      const lock = this.options.enabled ? await this.acquireOnce(key, ttlMs) : undefined;
      if (lock === 'taken') return false;
      try {
        await work();
        return true;
      } finally {
        await this.release([key], lock);
      }
    } finally {
      place.leave();
    }
  }

  private async waitForTurn(
    places: readonly Place[],
    keys: readonly string[],
    { ttlMs, waitMs }: { ttlMs: number; waitMs: number },
  ): Promise<Lock | undefined> {
    const giveUpAt = Date.now() + waitMs;
    const endWait = this.metrics.startWait();
    try {
      const turn = Promise.all(places.map((place) => place.turn));
      if (await isWithin(turn, waitMs)) return await this.acquireBefore(keys, ttlMs, giveUpAt);
      this.metrics.count('turn', 'contended');
      return undefined;
    } finally {
      endWait();
    }
  }

  private async acquireOnce(key: string, ttlMs: number): Promise<Lock | 'taken' | undefined> {
    try {
      const lock = await this.acquire([key], ttlMs);
      this.metrics.count('task', 'acquired');
      return lock;
    } catch (error) {
      if (!(error instanceof LockedByAnother)) return this.withoutRedis('task', key, error);
      this.metrics.count('task', 'contended');
      return 'taken';
    }
  }

  private async acquireBefore(keys: readonly string[], ttlMs: number, giveUpAt: number): Promise<Lock | undefined> {
    for (;;) {
      try {
        const lock = await this.acquire(keys, ttlMs);
        this.metrics.count('turn', 'acquired');
        return lock;
      } catch (error) {
        if (!(error instanceof LockedByAnother)) return this.withoutRedis('turn', keys.join(' '), error);
      }
      if (Date.now() >= giveUpAt) break;
      await sleep(RETRY_DELAY_MS.least + Math.random() * (RETRY_DELAY_MS.most - RETRY_DELAY_MS.least));
    }
    this.metrics.count('turn', 'contended');
    return undefined;
  }

  private withoutRedis(purpose: 'turn' | 'task', key: string, error: unknown): undefined {
    this.metrics.count(purpose, 'without_redis');
    if (!isBrokenCircuitError(error)) this.logger.warn({ msg: 'going on without the lock', key, err: error });
    return undefined;
  }

  private acquire(keys: readonly string[], ttlMs: number): Promise<Lock> {
    return this.breaker.execute(async () => {
      try {
        return await this.redlock.acquire(
          keys.map((key) => `lock:${key}`),
          ttlMs,
        );
      } catch (error) {
        throw (await isTaken(error)) ? new LockedByAnother() : error;
      }
    });
  }

  private async release(keys: readonly string[], lock: Lock | undefined): Promise<void> {
    // A lock that expired meanwhile cannot be released; nor is there any need to.
    await lock?.release().catch((error: unknown) => this.logger.warn({ msg: 'lock not released', keys, err: error }));
  }
}

class LockedByAnother extends Error {}

/** Redlock reports a taken lock and an unreachable Redis alike; the votes against tell them apart. */
async function isTaken(error: unknown): Promise<boolean> {
  if (!(error instanceof ExecutionError)) return false;
  const last = (await Promise.all(error.attempts)).at(-1);
  return last !== undefined && [...last.votesAgainst.values()].some((vote) => vote instanceof ResourceLockedError);
}

async function isWithin(turn: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const inTime = await Promise.race([turn.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
