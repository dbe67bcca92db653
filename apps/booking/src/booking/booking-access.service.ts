import { Injectable } from '@nestjs/common';
import type { Caller } from '#platform';
import { HotelInventoryClient } from '../hotel-inventory/hotel-inventory.client.js';
import { BookingNotFound } from './booking.errors.js';
import type { BookingNow } from './booking.repository.js';
import { BookingsNow } from './bookings-now.service.js';

/** Whose bookings a caller may see and change: their own, and as staff those of their hotels. */
@Injectable()
export class BookingAccess {
  constructor(
    private readonly now: BookingsNow,
    private readonly inventory: HotelInventoryClient,
  ) {}

  /**
   * A booking of others and one that never was take the same steps and are answered alike: the time taken must not tell
   * them apart either.
   */
  async find(bookingId: string, caller: Caller): Promise<BookingNow> {
    const hotelIds = await this.hotelsOf(caller);
    const booking = await this.now.findFor({ id: bookingId, userId: caller.userId, hotelIds });
    if (!booking) throw new BookingNotFound();
    return booking;
  }

  /** The hotels whose bookings the caller sees besides their own. */
  async hotelsOf(caller: Caller): Promise<number[]> {
    return caller.role === 'staff' ? this.inventory.hotelsOfStaff(caller.userId) : [];
  }
}
