import { Injectable } from '@nestjs/common';
import type { Caller } from '#platform';
import { HotelInventoryClient } from '../hotel-inventory/hotel-inventory.client.js';
import { BookingNotFound } from './booking.errors.js';
import { type BookingNow, BookingRepository } from './booking.repository.js';

/** Whose bookings a caller may see and change: their own, and as staff those of their hotels. */
@Injectable()
export class BookingAccess {
  constructor(
    private readonly bookings: BookingRepository,
    private readonly inventory: HotelInventoryClient,
  ) {}

  async find(bookingId: string, caller: Caller): Promise<BookingNow> {
    const booking = await this.bookings.find(bookingId);
    if (!booking || !(await this.mayTouch(booking, caller))) throw new BookingNotFound();
    return booking;
  }

  /** The hotels whose bookings the caller sees besides their own. */
  async hotelsOf(caller: Caller): Promise<number[]> {
    return caller.role === 'staff' ? this.inventory.hotelsOfStaff(caller.userId) : [];
  }

  private async mayTouch(booking: BookingNow, caller: Caller): Promise<boolean> {
    return booking.userId === caller.userId || (await this.hotelsOf(caller)).includes(booking.hotelId);
  }
}
