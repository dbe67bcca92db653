import { type DynamicModule, Module } from '@nestjs/common';
import { Database } from '#database';
import { LockingModule } from '#locking';
import { PlatformModule } from '#platform';
import { BookingModule } from './booking/booking.module.js';
import { BookingEnv } from './env.js';
import { DatabaseModule } from './prisma/database.module.js';
import { RetentionModule } from './retention/retention.module.js';

/** The booking app as a whole. */
@Module({})
export class AppModule {
  static forRoot(env: BookingEnv): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [
        // Redis and hotel-inventory are no part of readiness: bookings can be read, cancelled and replayed without.
        PlatformModule.forRoot('booking', env, {
          inject: [Database],
          useFactory: (database: Database) => [{ name: 'database', check: () => database.query('SELECT 1') }],
        }),
        LockingModule.forRoot({ redisUrl: env.REDIS_URL, enabled: env.LOCKING }),
        DatabaseModule.forRoot(env),
        BookingModule,
        RetentionModule,
      ],
      providers: [{ provide: BookingEnv, useValue: env }],
      exports: [BookingEnv],
    };
  }
}
