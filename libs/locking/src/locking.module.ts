import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { impatientRedis } from '#platform';
import { LockService } from './lock.service.js';

/** A healthy Redis answers in a few ms; a lock is not worth a longer wait. */
const COMMAND_TIMEOUT_MS = 300;

const LOCK_REDIS = Symbol('the connection of the locks');

/** Gives an app its `LockService`, on a Redis connection of its own. */
@Module({})
export class LockingModule implements OnApplicationShutdown {
  constructor(@Inject(LOCK_REDIS) private readonly redis: Redis) {}

  static forRoot(options: { redisUrl: string; enabled: boolean }): DynamicModule {
    return {
      module: LockingModule,
      global: true,
      providers: [
        { provide: LOCK_REDIS, useFactory: () => impatientRedis(options.redisUrl, COMMAND_TIMEOUT_MS) },
        {
          provide: LockService,
          inject: [LOCK_REDIS],
          useFactory: (redis: Redis) => new LockService({ redis, enabled: options.enabled }),
        },
      ],
      exports: [LockService],
    };
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
