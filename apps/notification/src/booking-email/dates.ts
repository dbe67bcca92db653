import type { CalendarDate } from '#contracts';
import { dateFormat } from './formats.js';

// Stays are sold by the Gregorian calendar; some locales would bring another, with other years.
const calendar = 'gregory';

/** A hotel-local date with its weekday. It is no instant: UTC on both sides keeps time zones out. */
export function formatDate(date: CalendarDate, locale: string): string {
  return dateFormat(locale, { calendar, dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** A time on the wall, from `HH:MM`. */
export function formatWallTime(time: string, locale: string): string {
  return dateFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(new Date(`1970-01-01T${time}:00Z`));
}

/** An instant as it is read on the wall in an IANA time zone, with the name that the zone has then. */
export function formatInstant(instant: string, timezone: string, locale: string): string {
  return dateFormat(locale, {
    calendar,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: timezone,
    timeZoneName: 'long',
  }).format(new Date(instant));
}
