import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { Database } from '#database';
import { PrismaClient } from '#prisma/hotel-inventory';

/** The adapter brings a copy of the driver, whose types differ from ours in version only. */
type AdapterPool = ConstructorParameters<typeof PrismaMariaDb>[0];

/** Prisma on the connections of `Database`; both close here, when requests and jobs have drained. */
@Injectable()
export class PrismaService extends PrismaClient implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly database: Database) {
    super({ adapter: new PrismaMariaDb(database.pool as unknown as AdapterPool) });
  }

  /** Loads the query compiler now: the first request would wait for it. A database that is away is no reason not to start. */
  async onModuleInit(): Promise<void> {
    await this.$connect().catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
    await this.database.close();
  }
}
