import { Injectable } from '@nestjs/common';
import { Batches, togetherOrHalved } from '#batching';
import { Database, isDatabaseAway } from '#database';
import type { Caller } from '#platform';
import type { Origin } from '../outbox/outbox-event.js';
import { originHere, Outbox } from '../outbox/outbox.service.js';
import { statusAt } from './booking.js';
import { BookingAccess } from './booking-access.service.js';
import { BookingExpired, BookingUnknown } from './booking.errors.js';
import { BookingRepository } from './booking.repository.js';
import { type BookingView, factsOf, viewOf } from './booking.view.js';
import { BookingsNow } from './bookings-now.service.js';
import { firstOfEach } from './first-of-each.js';

/** By then the request itself has freed the rooms, or has failed to. */
const OWN_RELEASE_S = 3;
/** Bookings that are cancelled with one statement. */
const MOST_AT_ONCE = 100;

interface Cancel {
  id: string;
  origin: Origin;
}

/**
 * From PENDING or CONFIRMED to CANCELLED, with the rooms freed. The move itself makes a repeat harmless. Cancels of one
 * instant go together.
 */
@Injectable()
export class CancelBooking {
  private readonly moving = new Batches((cancels: readonly Cancel[]) => this.move(cancels), MOST_AT_ONCE);

  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly now: BookingsNow,
    private readonly access: BookingAccess,
    private readonly outbox: Outbox,
  ) {}

  async cancel(bookingId: string, caller: Caller): Promise<BookingView> {
    const before = await this.access.find(bookingId, caller);
    if (statusAt(before, before.now) === 'EXPIRED') throw new BookingExpired();
    if (before.status === 'CANCELLED') return viewOf(factsOf(before), before, before.now);
    const moved = await this.moving.add({ id: bookingId, origin: originHere() });
    // The guest who cancels to book anew should find the rooms free; if not now, the relay frees them.
    if (moved) await this.outbox.deliverNow('cancelled', bookingId);
    return this.settled(bookingId);
  }

  /** Moves bookings in one transaction; answers which moved. */
  private move(cancels: readonly Cancel[]): Promise<readonly (boolean | Error)[]> {
    const work = (some: readonly Cancel[]) =>
      this.database.transaction(async (tx) => {
        const ids = some.map(({ id }) => id);
        const moved = firstOfEach(some, await this.bookings.move(tx, ids, 'CANCELLED'));
        if (moved.length > 0) {
          await this.outbox.append(
            tx,
            moved.flatMap(({ id: bookingId, origin }) => [
              { bookingId, topic: 'HOLD_RELEASE', kind: 'release', origin, relayAfterSeconds: OWN_RELEASE_S },
              { bookingId, topic: 'MAIL', kind: 'cancelled', origin },
            ]),
          );
        }
        return some.map((one) => moved.includes(one));
      });
    return togetherOrHalved(cancels, work, isDatabaseAway);
  }

  private async settled(bookingId: string): Promise<BookingView> {
    const booking = await this.now.find(bookingId);
    if (booking?.status === 'EXPIRED') throw new BookingExpired();
    // Whoever moved it, it has moved: what still stands as before was read too early.
    if (booking?.status !== 'CANCELLED') throw new BookingUnknown();
    return viewOf(factsOf(booking), booking, booking.now);
  }
}
