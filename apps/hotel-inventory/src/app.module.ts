import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Database } from '#database';
import { LockingModule } from '#locking';
import { patientRedisOptions, PlatformModule } from '#platform';
import { AvailabilityModule } from './availability/availability.module.js';
import { InventoryEnv } from './env.js';
import { HoldModule } from './hold/hold.module.js';
import { HotelModule } from './hotel/hotel.module.js';
import { StaffChangesInTurn } from './hotel/staff-changes.interceptor.js';
import { NightGenerationModule } from './night-generation/night-generation.module.js';
import { DatabaseModule } from './prisma/database.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { RoomCategoryModule } from './room-category/room-category.module.js';
import { RoomModule } from './room/room.module.js';

/** hotel-inventory as a whole. */
@Module({})
export class AppModule {
  static forRoot(env: InventoryEnv): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [
        // Redis is no part of readiness: without it nights are still sold, and generations wait in the database.
        PlatformModule.forRoot('hotel-inventory', env, {
          inject: [Database],
          useFactory: (database: Database) => [{ name: 'database', check: () => database.query('SELECT 1') }],
        }),
        LockingModule.forRoot({ redisUrl: env.REDIS_URL, enabled: env.LOCKING }),
        DatabaseModule.forRoot(env),
        BullModule.forRoot({ connection: patientRedisOptions(env.REDIS_URL) }),
        AvailabilityModule,
        HoldModule,
        HotelModule,
        RoomCategoryModule,
        RoomModule,
        NightGenerationModule,
        RetentionModule,
      ],
      providers: [
        { provide: InventoryEnv, useValue: env },
        StaffChangesInTurn,
        { provide: APP_INTERCEPTOR, useExisting: StaffChangesInTurn },
      ],
      exports: [InventoryEnv],
    };
  }
}
