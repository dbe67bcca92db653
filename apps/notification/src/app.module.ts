import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { patientRedis, patientRedisOptions, PlatformModule } from '#platform';
import { BookingEmailModule } from './booking-email/booking-email.module.js';
import { NotificationEnv } from './env.js';

/**
 * Redis often comes back within seconds, and a mail that has been sent but not recorded would be sent again: so wait,
 * but for less than the mail's lock leaves after the slowest delivery.
 */
const PATIENCE_MS = 10_000;

@Module({})
export class AppModule implements OnApplicationShutdown {
  static forRoot(env: NotificationEnv): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [
        PlatformModule.forRoot('notification', env, {
          inject: [Redis],
          // Not SMTP: while it is down the queue keeps the mails, and taking this process away would not bring it back.
          useFactory: (redis: Redis) => [{ name: 'redis', check: () => redis.ping() }],
        }),
        BullModule.forRoot({ connection: patientRedisOptions(env.REDIS_URL) }),
        BookingEmailModule.forRoot(env),
      ],
      providers: [
        { provide: NotificationEnv, useValue: env },
        { provide: Redis, useFactory: () => patientRedis(env.REDIS_URL, PATIENCE_MS) },
      ],
      exports: [NotificationEnv, Redis],
    };
  }

  constructor(private readonly redis: Redis) {}

  /** By now the worker has finished its mails (see BookingEmailProcessor), so nothing needs the connection. */
  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
