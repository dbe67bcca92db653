import type { HotelSnapshot, NightPrice, Stay } from '#contracts';

export const BOOKING_STATUSES = ['PENDING', 'CONFIRMED', 'CANCELLED', 'EXPIRED'] as const;
export type BookingStatus = (typeof BOOKING_STATUSES)[number];

/** One guest's stay. Amounts in minor units; createdAt and expiresAt come from the hold, other instants from our clock. */
export interface Booking extends Stay {
  id: string;
  reference: string;
  idempotencyKey: string;
  userId: string;
  hotelId: number;
  roomCategoryId: number;
  rooms: number;
  totalGuests: number;
  guestName: string;
  guestEmail: string;
  guestLocale: string;
  specialRequests: string | null;
  bookingAmount: number;
  currency: string;
  nights: NightPrice[];
  hotel: HotelSnapshot;
  status: BookingStatus;
  createdAt: Date;
  expiresAt: Date;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  expiredAt: Date | null;
}

/** Every move there is; any other is refused. */
const TRANSITIONS: Record<BookingStatus, readonly BookingStatus[]> = {
  PENDING: ['CONFIRMED', 'EXPIRED', 'CANCELLED'],
  CONFIRMED: ['CANCELLED'],
  CANCELLED: [],
  EXPIRED: [],
};

/** The statuses from which a booking may move to `status`. */
export function sourcesOf(status: BookingStatus): BookingStatus[] {
  return BOOKING_STATUSES.filter((from) => TRANSITIONS[from].includes(status));
}

/** The status as read at `now`: a PENDING booking past its deadline is EXPIRED before the expiry task gets to it. */
export function statusAt(booking: Pick<Booking, 'status' | 'expiresAt'>, now: Date): BookingStatus {
  return booking.status === 'PENDING' && booking.expiresAt <= now ? 'EXPIRED' : booking.status;
}

/** Whole seconds in which the booking can still be confirmed. */
export function secondsRemaining(booking: Pick<Booking, 'status' | 'expiresAt'>, now: Date): number {
  if (statusAt(booking, now) !== 'PENDING') return 0;
  return Math.floor((booking.expiresAt.getTime() - now.getTime()) / 1000);
}
