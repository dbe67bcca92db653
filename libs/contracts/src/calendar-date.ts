import { LRUCache } from 'lru-cache';

/**
 * A hotel-local calendar date, `YYYY-MM-DD`. It is never an instant: arithmetic is done on the proleptic Gregorian
 * calendar, so neither time zones nor daylight saving can shift it.
 */
export type CalendarDate = string;

const SHAPE = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
/** There are fewer time zones; but their names are good in any case, and staff may write them in very many ways. */
const MOST_ZONES = 1_000;

export function isCalendarDate(value: unknown): value is CalendarDate {
  if (typeof value !== 'string' || !SHAPE.test(value)) return false;
  const instant = Date.parse(`${value}T00:00:00Z`);
  // Date.parse rolls 2026-02-30 over into March: only a date that survives the round trip exists.
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value);
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(dayNumber(date) * DAY_MS + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** The date on the wall calendar in an IANA time zone at a UTC instant. */
export function dateIn(timezone: string, instant: Date): CalendarDate {
  const quarter = Math.floor(instant.getTime() / QUARTER_MS);
  const last = lastDates.get(timezone);
  if (last?.quarter === quarter) return last.date;
  const parts = formatFor(timezone).formatToParts(instant);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  // Before 1972 there were offsets from UTC that were no whole quarters of an hour.
  if (instant.getUTCFullYear() > 1972) lastDates.set(timezone, { quarter, date });
  return date;
}

/** Within a quarter of an hour it is one date everywhere: the formatter costs as much as the rest of a hold's checks. */
const QUARTER_MS = 900_000;
const lastDates = new LRUCache<string, { quarter: number; date: CalendarDate }>({ max: MOST_ZONES });

/** To make one takes as long as a query. */
const formats = new LRUCache<string, Intl.DateTimeFormat>({ max: MOST_ZONES });

function formatFor(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    calendar: 'gregory',
    numberingSystem: 'latn',
  });
  formats.set(timezone, format);
  return format;
}

function dayNumber(date: CalendarDate): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}
