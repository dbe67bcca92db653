import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { DomainError } from '#platform';
import { HotelInventoryClient } from '../hotel-inventory/hotel-inventory.client.js';
import { Outbox } from '../outbox/outbox.service.js';
import { statusAt } from './booking.js';
import { BookingCancelled, BookingExpired, BookingNotFound } from './booking.errors.js';
import { BookingKeyRepository } from './booking-key.repository.js';
import { type BookingNow, BookingRepository } from './booking.repository.js';
import { type BookingView, factsOf, viewOf } from './booking.view.js';

/** From PENDING to CONFIRMED, with the held nights sold: by the user who booked, before the deadline. */
@Injectable()
export class ConfirmBooking {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly keys: BookingKeyRepository,
    private readonly inventory: HotelInventoryClient,
    private readonly outbox: Outbox,
  ) {}

  /** The key says which booking; a repeat answers with the confirmed booking. */
  async confirm(userId: string, key: string): Promise<BookingView> {
    const bookingId = await this.keys.findBookingId(userId, key);
    const booking = bookingId === undefined ? undefined : await this.bookings.find(bookingId);
    if (!booking) throw new BookingNotFound();
    // The deadline is judged here and nowhere else: what is in time now will be confirmed within the confirm budget.
    if (statusAt(booking, booking.now) !== 'PENDING') return this.settled(booking);

    try {
      await this.inventory.confirmHold(booking.id);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'booking_expired') return this.settledNow(booking.id);
      throw error;
    }

    const moved = await this.database.transaction(async (tx) => {
      await this.keys.lock(tx, userId, key);
      if (!(await this.bookings.move(tx, booking.id, 'CONFIRMED'))) return false;
      await this.keys.finalize(tx, userId, key);
      await this.outbox.append(tx, [{ bookingId: booking.id, topic: 'MAIL', kind: 'confirmed' }]);
      return true;
    });
    if (moved) this.outbox.deliverSoon('confirmed');
    return this.settledNow(booking.id);
  }

  /** How it ended, by whoever was first: this confirm, another one, a cancel or the expiry. */
  private async settledNow(bookingId: string): Promise<BookingView> {
    const booking = await this.bookings.find(bookingId);
    if (!booking) throw new BookingNotFound();
    return this.settled(booking);
  }

  private settled(booking: BookingNow): BookingView {
    if (booking.status === 'CONFIRMED') return viewOf(factsOf(booking), booking, booking.now);
    if (booking.status === 'CANCELLED') throw new BookingCancelled();
    throw new BookingExpired();
  }
}
