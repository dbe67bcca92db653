import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import type { Caller } from '#platform';
import { Outbox } from '../outbox/outbox.service.js';
import { statusAt } from './booking.js';
import { BookingAccess } from './booking-access.service.js';
import { BookingExpired, BookingNotFound } from './booking.errors.js';
import { BookingRepository } from './booking.repository.js';
import { type BookingView, factsOf, viewOf } from './booking.view.js';

/** By then the request itself has freed the rooms, or has failed to. */
const OWN_RELEASE_S = 3;

/** From PENDING or CONFIRMED to CANCELLED, with the rooms freed. The move itself makes a repeat harmless. */
@Injectable()
export class CancelBooking {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly access: BookingAccess,
    private readonly outbox: Outbox,
  ) {}

  async cancel(bookingId: string, caller: Caller): Promise<BookingView> {
    const before = await this.access.find(bookingId, caller);
    if (statusAt(before, before.now) === 'EXPIRED') throw new BookingExpired();

    const moved = await this.database.transaction(async (tx) => {
      if (!(await this.bookings.move(tx, bookingId, 'CANCELLED'))) return false;
      await this.outbox.append(tx, [
        { bookingId, topic: 'HOLD_RELEASE', kind: 'release', relayAfterSeconds: OWN_RELEASE_S },
        { bookingId, topic: 'MAIL', kind: 'cancelled' },
      ]);
      return true;
    });
    // The guest who cancels to book anew should find the rooms free; if not now, the relay frees them.
    if (moved) await this.outbox.deliverNow('cancelled', bookingId);
    return this.settled(bookingId);
  }

  private async settled(bookingId: string): Promise<BookingView> {
    const booking = await this.bookings.find(bookingId);
    if (!booking) throw new BookingNotFound();
    if (booking.status === 'EXPIRED') throw new BookingExpired();
    return viewOf(factsOf(booking), booking, booking.now);
  }
}
