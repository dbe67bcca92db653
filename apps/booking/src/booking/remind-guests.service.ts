import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { BookingEnv } from '../env.js';
import { Outbox } from '../outbox/outbox.service.js';
import { BookingRepository } from './booking.repository.js';

const BATCH = 100;

/** Reminds guests whose time to confirm is nearly over: once each, and not those who have only just booked. */
@Injectable()
export class RemindGuests {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly outbox: Outbox,
    private readonly env: BookingEnv,
  ) {}

  /** As of `now`, the database's clock when undefined; answers how many were reminded. */
  async remind(now?: Date): Promise<number> {
    let reminded = 0;
    for (;;) {
      const batch = await this.remindBatch(now);
      reminded += batch;
      if (batch > 0) this.outbox.deliverSoon('reminder', batch);
      if (batch < BATCH) return reminded;
    }
  }

  private async remindBatch(now?: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const ids = await this.bookings.lockToRemind(tx, this.env.REMINDER_LEAD_SECONDS, BATCH, now);
      if (ids.length === 0) return 0;
      await this.bookings.markReminded(tx, ids);
      await this.outbox.append(
        tx,
        ids.map((bookingId) => ({ bookingId, topic: 'MAIL', kind: 'reminder' })),
      );
      return ids.length;
    });
  }
}
