import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { CONFIRM_BUDGET_S } from '../hotel-inventory/deadlines.js';
import { Outbox } from '../outbox/outbox.service.js';
import { BookingRepository } from './booking.repository.js';

/** Bookings expired in one transaction: few enough to keep their locks for milliseconds. */
const BATCH = 100;

/** Expires what nobody confirmed. */
@Injectable()
export class ExpireBookings {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Expires every PENDING booking past its deadline by more than the confirm budget, as of `now` (the database's clock
   * when undefined); answers how many. Safe in many replicas at once.
   */
  async expire(now?: Date): Promise<number> {
    let expired = 0;
    for (;;) {
      const batch = await this.expireBatch(now);
      expired += batch;
      if (batch > 0) this.outbox.deliverSoon('expired', batch);
      if (batch < BATCH) return expired;
    }
  }

  private async expireBatch(now?: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const ids = await this.bookings.lockOverdue(tx, CONFIRM_BUDGET_S, BATCH, now);
      if (ids.length === 0) return 0;
      const expired = await this.bookings.move(tx, ids, 'EXPIRED');
      if (expired.length > 0) {
        await this.outbox.append(
          tx,
          expired.flatMap((bookingId) => [
            { bookingId, topic: 'HOLD_RELEASE', kind: 'release' },
            { bookingId, topic: 'MAIL', kind: 'expired' },
          ]),
        );
      }
      return ids.length;
    });
  }
}
