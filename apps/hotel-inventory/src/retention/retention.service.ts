import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { InventoryEnv } from '../env.js';
import { RetentionRepository } from './retention.repository.js';

/** Rows of one transaction: some milliseconds' worth. */
const BATCH = 200;

/** Deletes what has served its time, so that the tables stay as large as the business and not as old as it. */
@Injectable()
export class Retention {
  constructor(
    private readonly database: Database,
    private readonly rows: RetentionRepository,
    private readonly env: InventoryEnv,
  ) {}

  /**
   * Deletes holds that ended without a sale and were kept for their time, as of `now` (the database's clock when
   * undefined); answers how many. Until then they are the answer to a request of that booking that comes late. Safe in
   * many replicas at once, and to stop at any moment.
   */
  async prune(now?: Date): Promise<number> {
    let deleted = 0;
    for (const status of ['RELEASED', 'LAPSED'] as const) {
      for (;;) {
        const batch = await this.database.transaction((tx) =>
          this.rows.deleteEndedHolds(tx, status, this.env.ENDED_HOLDS_KEPT_SECONDS, BATCH, now ?? null),
        );
        deleted += batch;
        if (batch < BATCH) break;
      }
    }
    return deleted;
  }
}
