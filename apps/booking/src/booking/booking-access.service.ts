import { Injectable } from '@nestjs/common';
import { type Caller, InvalidRequest } from '#platform';
import { HotelInventoryClient } from '../hotel-inventory/hotel-inventory.client.js';
import { BookingNotFound } from './booking.errors.js';
import type { BookingScope } from './booking-list.repository.js';
import type { BookingNow } from './booking.repository.js';
import { BookingsNow } from './bookings-now.service.js';

/** Asked about where there is no booking. No hotel ever gets it: ids are counted up from 1. */
const NO_HOTEL = 2_147_483_647;

/** Hotels whose bookings are listed together. Who has more says which hotel: the list of one costs nobody else much. */
const MOST_LISTED_HOTELS = 50;

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
    const booking =
      caller.role === 'staff'
        ? await this.findForStaff(bookingId, caller)
        : await this.now.findOwn(bookingId, caller.userId);
    if (!booking) throw new BookingNotFound();
    return booking;
  }

  /** First where the booking is, then whether the caller is staff there: however many hotels they have. */
  private async findForStaff(bookingId: string, { userId }: Caller): Promise<BookingNow | undefined> {
    const whereabouts = await this.now.whereabouts(bookingId);
    if (whereabouts.userId === userId) return this.now.find(bookingId);
    const isStaff = await this.inventory.isStaff(userId, whereabouts.hotelId ?? NO_HOTEL);
    return isStaff ? this.now.find(bookingId) : undefined;
  }

  /** What a caller's list has in it: their own bookings, and those of their hotels; with `hotelId` only what is there. */
  async listable(caller: Caller, hotelId: number | undefined): Promise<BookingScope[]> {
    const { userId, role } = caller;
    if (role !== 'staff') return [{ userId, hotelId }];
    if (hotelId !== undefined)
      return [(await this.inventory.isStaff(userId, hotelId)) ? { hotelId } : { userId, hotelId }];
    const hotelIds = await this.inventory.hotelsOfStaff(userId, MOST_LISTED_HOTELS + 1);
    if (hotelIds.length > MOST_LISTED_HOTELS) throw tooManyHotels();
    return [{ userId }, ...hotelIds.map((id) => ({ hotelId: id }))];
  }
}

function tooManyHotels(): InvalidRequest {
  const message = `hotelId must be sent: you are staff of more than ${MOST_LISTED_HOTELS} hotels`;
  return new InvalidRequest([{ field: 'hotelId', message }]);
}
