import type { BookingMail, MailKind } from '#contracts';
import type { Booking } from '../booking/booking.js';

/** The mail of a kind about a booking, as notification needs it. */
export function bookingMail(kind: MailKind, booking: Booking, requestId: string, publicUrl: string): BookingMail {
  const { checkInDate, checkOutDate, reference, rooms, totalGuests, bookingAmount, currency, nights, hotel } = booking;
  return {
    kind,
    to: { name: booking.guestName, address: booking.guestEmail },
    locale: booking.guestLocale,
    requestId,
    booking: {
      ...{ bookingId: booking.id, reference, checkInDate, checkOutDate, rooms, totalGuests },
      ...{ bookingAmount, currency, nights, hotel },
      specialRequests: booking.specialRequests,
      expiresAt: booking.expiresAt.toISOString(),
      occurredAt: occurredAt(kind, booking).toISOString(),
      confirmUrl: canConfirm(kind) ? `${publicUrl}/api/v1/bookings/confirm/${booking.idempotencyKey}` : null,
    },
  };
}

function canConfirm(kind: MailKind): boolean {
  return kind === 'held' || kind === 'reminder';
}

function occurredAt(kind: MailKind, booking: Booking): Date {
  const instants: Record<MailKind, Date | null> = {
    held: booking.createdAt,
    reminder: booking.createdAt,
    confirmed: booking.confirmedAt,
    cancelled: booking.cancelledAt,
    expired: booking.expiredAt,
  };
  return instants[kind] ?? booking.createdAt;
}
