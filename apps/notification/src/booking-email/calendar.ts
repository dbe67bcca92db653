import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import type { BookingMail } from '#contracts';
import { singleLine } from './plain-text.js';
import { timezoneOf } from './timezone.js';
import { WallTime } from './wall-time.js';

export interface CalendarFile {
  method: string;
  filename: string;
  content: string;
}

/** Per kind; a higher sequence replaces what a calendar knows under the same UID, in whatever order the mails arrive. */
const VERSIONS = {
  confirmed: { method: ICalCalendarMethod.PUBLISH, status: ICalEventStatus.CONFIRMED, sequence: 0 },
  cancelled: { method: ICalCalendarMethod.CANCEL, status: ICalEventStatus.CANCELLED, sequence: 1 },
};

/** The stay as a calendar knows it (RFC 5545), from check-in to check-out by the hotel's clocks; null for other kinds. */
export function calendarOf({ kind, booking }: BookingMail, organizerAddress: string): CalendarFile | null {
  if (kind !== 'confirmed' && kind !== 'cancelled') return null;
  const { hotel } = booking;
  const { method, status, sequence } = VERSIONS[kind];
  const { name: timezone, block } = timezoneOf(hotel.timezone);
  const hotelName = singleLine(hotel.name);
  const calendar = ical({
    prodId: { company: 'Staylock', product: 'Bookings', language: 'EN' },
    method,
    // The event alone has the zone: a calendar's own would be written into its UTC timestamps too.
    timezone: { name: null, generator: () => block },
  });
  calendar.createEvent({
    id: `${booking.bookingId}@staylock`,
    sequence,
    status,
    stamp: new Date(booking.occurredAt),
    start: new WallTime(booking.checkInDate, hotel.checkInTime),
    end: new WallTime(booking.checkOutDate, hotel.checkOutTime),
    timezone,
    summary: `${hotelName} – ${singleLine(hotel.categoryName)}`,
    location: [hotel.name, hotel.address, hotel.city, hotel.country].map((part) => singleLine(part)).join(', '),
    description: `Booking ${singleLine(booking.reference)}: rooms ${booking.rooms}, guests ${booking.totalGuests}`,
    organizer: { name: hotelName.replaceAll('"', "'"), email: organizerAddress },
    // Days at a hotel do not mean that one cannot be met.
    transparency: ICalEventTransparency.TRANSPARENT,
  });
  return { method, filename: `booking-${booking.bookingId}.ics`, content: `${calendar.toString()}\r\n` };
}
