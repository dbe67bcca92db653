import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { impatientRedis, Metrics, within } from '#platform';
import { LockService } from './lock.service.js';

/** A healthy Redis answers in a few ms; a lock is not worth a longer wait. */
const COMMAND_TIMEOUT_MS = 300;

/** Longer than a task's usual run; what takes longer is cut, which its transactions and leases allow for. */
const FINISH_WITHIN_MS = 15_000;

const LOCK_REDIS = Symbol('the connection of the locks');

/** Gives an app its `LockService`, on a Redis connection of its own. */
@Module({})
export class LockingModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(LOCK_REDIS) private readonly redis: Redis,
    private readonly locks: LockService,
  ) {}

  static forRoot(options: { redisUrl: string; enabled: boolean }): DynamicModule {
    return {
      module: LockingModule,
      global: true,
      providers: [
        { provide: LOCK_REDIS, useFactory: () => impatientRedis(options.redisUrl, COMMAND_TIMEOUT_MS) },
        {
          provide: LockService,
          inject: [LOCK_REDIS, Metrics],
          useFactory: (redis: Redis, metrics: Metrics) => new LockService({ redis, enabled: options.enabled, metrics }),
        },
      ],
      exports: [LockService],
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await within(FINISH_WITHIN_MS, this.locks.finishExclusiveWork()).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
