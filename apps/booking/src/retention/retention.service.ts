import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { BookingEnv } from '../env.js';
import { RetentionRepository } from './retention.repository.js';

/** Rows of one transaction: some milliseconds' worth. */
const BATCH = 200;

/** Deletes what has served its time, so that the tables stay as large as the business and not as old as it. */
@Injectable()
export class Retention {
  constructor(
    private readonly database: Database,
    private readonly rows: RetentionRepository,
    private readonly env: BookingEnv,
  ) {}

  /**
   * Deletes finished events, and bookings that expired, each kept for its time as of `now` (the database's clock when
   * undefined). A booking goes with its key and its events. Safe in many replicas at once, and to stop at any moment.
   */
  async prune(now?: Date): Promise<{ events: number; bookings: number }> {
    const { EVENTS_KEPT_SECONDS, EXPIRED_KEPT_SECONDS } = this.env;
    const finished = (state: 'DONE' | 'SKIPPED') =>
      this.inBatches((tx) => this.rows.deleteFinishedEvents(tx, state, EVENTS_KEPT_SECONDS, BATCH, now ?? null));
    const bookings = await this.inBatches(async (tx) => {
      const ids = await this.rows.lockLongExpired(tx, EXPIRED_KEPT_SECONDS, BATCH, now ?? null);
      await this.rows.deleteBookings(tx, ids);
      return ids.length;
    });
    return { events: (await finished('DONE')) + (await finished('SKIPPED')), bookings };
  }

  private async inBatches(deleteSome: (tx: Transaction) => Promise<number>): Promise<number> {
    let deleted = 0;
    for (;;) {
      const batch = await this.database.transaction(deleteSome);
      deleted += batch;
      if (batch < BATCH) return deleted;
    }
  }
}
