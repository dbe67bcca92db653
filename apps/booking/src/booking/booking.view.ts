import type { NightPrice } from '#contracts';
import { type Booking, type BookingStatus, secondsRemaining, statusAt } from './booking.js';

/** What a booking was made with: the same in every answer about it. */
export interface BookingFacts {
  bookingId: string;
  reference: string;
  idempotencyKey: string;
  userId: string;
  hotelId: number;
  roomCategoryId: number;
  checkInDate: string;
  checkOutDate: string;
  rooms: number;
  totalGuests: number;
  guest: { name: string; email: string; locale: string };
  specialRequests: string | null;
  bookingAmount: number;
  currency: string;
  nights: NightPrice[];
  createdAt: string;
  expiresAt: string;
}

/** A booking as it is told at one instant. */
export interface BookingView extends BookingFacts {
  status: BookingStatus;
  secondsRemaining: number;
  serverTime: string;
}

export function factsOf(booking: Booking): BookingFacts {
  return {
    bookingId: booking.id,
    reference: booking.reference,
    idempotencyKey: booking.idempotencyKey,
    userId: booking.userId,
    hotelId: booking.hotelId,
    roomCategoryId: booking.roomCategoryId,
    checkInDate: booking.checkInDate,
    checkOutDate: booking.checkOutDate,
    rooms: booking.rooms,
    totalGuests: booking.totalGuests,
    guest: { name: booking.guestName, email: booking.guestEmail, locale: booking.guestLocale },
    specialRequests: booking.specialRequests,
    bookingAmount: booking.bookingAmount,
    currency: booking.currency,
    nights: booking.nights,
    createdAt: booking.createdAt.toISOString(),
    expiresAt: booking.expiresAt.toISOString(),
  };
}

/** The facts, with status and clock as of `now`. */
export function viewOf(facts: BookingFacts, current: Pick<Booking, 'status' | 'expiresAt'>, now: Date): BookingView {
  return {
    ...facts,
    status: statusAt(current, now),
    secondsRemaining: secondsRemaining(current, now),
    serverTime: now.toISOString(),
  };
}
