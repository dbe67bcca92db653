import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { Database } from '#database';
import { PrismaClient } from '#prisma/hotel-inventory';

/** The adapter brings a copy of the driver, whose types differ from ours in version only. */
type AdapterPool = ConstructorParameters<typeof PrismaMariaDb>[0];

/** Prisma on the connections of `Database`; both close here, when requests and jobs have drained. */
@Injectable()
export class PrismaService extends PrismaClient implements OnApplicationShutdown {
  constructor(private readonly database: Database) {
    super({ adapter: new PrismaMariaDb(database.pool as unknown as AdapterPool) });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
    await this.database.close();
  }
}
