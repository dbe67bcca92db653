import { type BookingMail, numberOfNights } from '#contracts';
import { confirmCommand } from './confirm-command.js';
import { formatDate, formatInstant, formatWallTime } from './dates.js';
import { supportedLocale } from './locale.js';
import { formatMoney } from './money.js';
import { lines, singleLine } from './plain-text.js';
import { WORDING } from './wording.js';

/** What the templates show: everything is text, formatted for the guest, and not yet escaped. */
export type EmailView = ReturnType<typeof emailView>;

/** Leaves a subject room for its other words. */
const LONGEST_IN_SUBJECT = 60;

export function emailView({ kind, to, locale: wanted, booking }: BookingMail) {
  const { hotel } = booking;
  const locale = supportedLocale(wanted);
  const reference = singleLine(booking.reference);
  const money = (minorUnits: number) => formatMoney(minorUnits, booking.currency, locale);
  const { subject, heading, colour } = WORDING[kind];
  return {
    locale,
    subject: subject(singleLine(hotel.name, LONGEST_IN_SUBJECT), reference),
    heading,
    colour,
    guestName: singleLine(to.name) || 'guest',
    reference,
    hotelName: singleLine(hotel.name),
    hotelAddress: [hotel.address, hotel.city, hotel.country].map((part) => singleLine(part)).join(', '),
    category: singleLine(hotel.categoryName),
    size: [
      counted(numberOfNights(booking), 'night'),
      counted(booking.rooms, 'room'),
      counted(booking.totalGuests, 'guest'),
    ].join(', '),
    checkIn: { date: formatDate(booking.checkInDate, locale), time: formatWallTime(hotel.checkInTime, locale) },
    checkOut: { date: formatDate(booking.checkOutDate, locale), time: formatWallTime(hotel.checkOutTime, locale) },
    nights: booking.nights.map(({ date, price }) => ({ date: formatDate(date, locale), price: money(price) })),
    perRoom: booking.rooms > 1,
    total: money(booking.bookingAmount),
    expiresAt: formatInstant(booking.expiresAt, hotel.timezone, locale),
    timezone: hotel.timezone,
    confirmCommand: booking.confirmUrl ? confirmCommand(booking.confirmUrl) : null,
    specialRequests: booking.specialRequests ? lines(booking.specialRequests) : [],
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
