import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { LockService } from '#locking';
import { impatientRedis } from '#platform';
import { InventoryEnv } from './env.js';

/** A healthy Redis answers in a few ms; a lock is not worth a longer wait. */
const LOCK_COMMAND_TIMEOUT_MS = 300;

const LOCK_REDIS = Symbol('the connection of the locks');

/** What every part of the app may ask for: its configuration and its locks. */
@Module({})
export class SharedModule implements OnApplicationShutdown {
  constructor(@Inject(LOCK_REDIS) private readonly redis: Redis) {}

  static forRoot(env: InventoryEnv): DynamicModule {
    return {
      module: SharedModule,
      global: true,
      providers: [
        { provide: InventoryEnv, useValue: env },
        { provide: LOCK_REDIS, useFactory: () => impatientRedis(env.REDIS_URL, LOCK_COMMAND_TIMEOUT_MS) },
        {
          provide: LockService,
          inject: [LOCK_REDIS],
          useFactory: (redis: Redis) => new LockService({ redis, enabled: env.LOCKING }),
        },
      ],
      exports: [InventoryEnv, LockService],
    };
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
