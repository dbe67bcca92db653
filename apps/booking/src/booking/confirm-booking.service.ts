import { Injectable } from '@nestjs/common';
import { Batches, togetherOrHalved } from '#batching';
import { Database, isDatabaseAway } from '#database';
import { RoomHolds } from '../hotel-inventory/room-holds.service.js';
import type { Origin } from '../outbox/outbox-event.js';
import { originHere, Outbox } from '../outbox/outbox.service.js';
import { statusAt } from './booking.js';
import { BookingCancelled, BookingExpired, BookingNotFound, BookingUnknown } from './booking.errors.js';
import { bookingIdOf } from './booking-id.js';
import { type BookingKey, BookingKeyRepository } from './booking-key.repository.js';
import { type BookingNow, BookingRepository } from './booking.repository.js';
import { type BookingView, factsOf, viewOf } from './booking.view.js';
import { BookingsNow } from './bookings-now.service.js';
import { firstOfEach } from './first-of-each.js';

/** Bookings that are confirmed with one statement. */
const MOST_AT_ONCE = 100;

interface Confirm extends BookingKey {
  id: string;
  origin: Origin;
}

/**
 * From PENDING to CONFIRMED, with the held nights sold: by the user who booked, before the deadline. Confirms of one
 * instant go together, on both sides.
 */
@Injectable()
export class ConfirmBooking {
  private readonly moving = new Batches((confirms: readonly Confirm[]) => this.move(confirms), MOST_AT_ONCE);

  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly now: BookingsNow,
    private readonly keys: BookingKeyRepository,
    private readonly roomHolds: RoomHolds,
    private readonly outbox: Outbox,
  ) {}

  /** The key says which booking; a repeat answers with the confirmed booking. */
  async confirm(userId: string, key: string): Promise<BookingView> {
    const id = bookingIdOf(userId, key);
    const booking = await this.now.find(id);
    if (!booking) throw new BookingNotFound();
    // The deadline is judged here and nowhere else: what is in time now will be confirmed within the confirm budget.
    if (statusAt(booking, booking.now) !== 'PENDING') return settled(booking);
    const isSold = await this.roomHolds.sell(id, booking.roomCategoryId);
    if (isSold) {
      const moved = await this.moving.add({ id, userId, key, origin: originHere() });
      if (moved) this.outbox.deliverSoon('confirmed');
    }
    return this.settledNow(id, isSold);
  }

  /** Moves bookings in one transaction; answers which moved. */
  private move(confirms: readonly Confirm[]): Promise<readonly (boolean | Error)[]> {
    const work = (some: readonly Confirm[]) =>
      this.database.transaction(async (tx) => {
        await this.keys.lock(tx, some);
        const ids = some.map(({ id }) => id);
        const moved = firstOfEach(some, await this.bookings.move(tx, ids, 'CONFIRMED'));
        if (moved.length > 0) {
          await this.keys.finalize(tx, moved);
          await this.outbox.append(
            tx,
            moved.map(({ id, origin }) => ({ bookingId: id, topic: 'MAIL', kind: 'confirmed', origin })),
          );
        }
        return some.map((one) => moved.includes(one));
      });
    return togetherOrHalved(confirms, work, isDatabaseAway);
  }

  /** How it ended, by whoever was first: this confirm, another one, a cancel or the expiry. */
  private async settledNow(bookingId: string, isSold: boolean): Promise<BookingView> {
    const booking = await this.now.find(bookingId);
    // It was there before, and once the rooms are sold somebody has moved it.
    if (!booking || (isSold && booking.status === 'PENDING')) throw new BookingUnknown();
    // The hold of a booking that is in time is never let go of: hotel-inventory has lost it, or does not see it yet.
    if (statusAt(booking, booking.now) === 'PENDING') throw new BookingUnknown();
    return settled(booking);
  }
}

function settled(booking: BookingNow): BookingView {
  if (booking.status === 'CONFIRMED') return viewOf(factsOf(booking), booking, booking.now);
  if (booking.status === 'CANCELLED') throw new BookingCancelled();
  throw new BookingExpired();
}
