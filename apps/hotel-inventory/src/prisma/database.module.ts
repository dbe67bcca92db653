import { type DynamicModule, Module } from '@nestjs/common';
import { Database } from '#database';
import { Metrics, watchedDatabase } from '#platform';
import type { InventoryEnv } from '../env.js';
import { PrismaService } from './prisma.service.js';

/** The app's own database: typed SQL by `Database`, everything else by `PrismaService`, over one pool. */
@Module({})
export class DatabaseModule {
  static forRoot(env: InventoryEnv): DynamicModule {
    const database = {
      provide: Database,
      inject: [Metrics],
      useFactory: (metrics: Metrics) =>
        watchedDatabase(metrics, { url: env.INVENTORY_DATABASE_URL, connections: env.DATABASE_CONNECTIONS }),
    };
    return {
      module: DatabaseModule,
      global: true,
      providers: [database, PrismaService],
      exports: [Database, PrismaService],
    };
  }
}
