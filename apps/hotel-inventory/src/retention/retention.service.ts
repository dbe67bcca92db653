import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
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
   * Deletes, as of `now` (the database's clock when undefined), holds that ended without a sale and were kept for their
   * time, generations of nights that were done a week ago, invitations that nobody answered, and what is remembered of guests
   * who were not here for an hour; answers how many rows.
   * Until then such a hold is the answer to a request of its booking that comes late. Safe in many replicas at once, and
   * to stop at any moment.
   */
  async prune(now: Date | null = null): Promise<number> {
    const { ENDED_HOLDS_KEPT_SECONDS: keptSeconds } = this.env;
    return (
      (await this.untilNone((tx) => this.rows.deleteEndedHolds(tx, 'RELEASED', keptSeconds, BATCH, now))) +
      (await this.untilNone((tx) => this.rows.deleteEndedHolds(tx, 'LAPSED', keptSeconds, BATCH, now))) +
      (await this.untilNone((tx) => this.rows.deleteDoneGenerations(tx, BATCH, now))) +
      (await this.untilNone((tx) => this.rows.deleteExpiredInvitations(tx, BATCH, now))) +
      (await this.untilNone((tx) => this.rows.deleteIdleParties(tx, BATCH, now))) +
      (await this.untilNone((tx) => this.rows.deleteIdleHolders(tx, BATCH, now)))
    );
  }

  private async untilNone(deleteBatch: (tx: Transaction) => Promise<number>): Promise<number> {
    let deleted = 0;
    for (;;) {
      const batch = await this.database.transaction(deleteBatch);
      deleted += batch;
      if (batch < BATCH) return deleted;
    }
  }
}
