import { addDays, type CalendarDate, daysBetween } from '#contracts';
import type { FieldError } from '#platform';

/** Half-open range of hotel-local dates; `endDate` is not part of it. */
export interface NightRange {
  startDate: CalendarDate;
  endDate: CalendarDate;
}

/** The most that one request makes: two years and a bit. Bounds what a typing error in a year can do. */
const MAX_NIGHTS_AT_ONCE = 750;

/** How far ahead of today nights can be made: nobody sells further, and years beyond 9999 are no dates. */
const MAX_DAYS_AHEAD = 5 * 366;

/** What is wrong with a range that is asked for on the date `today` of the hotel's calendar. */
export function rangeErrors({ startDate, endDate }: NightRange, today: CalendarDate): FieldError[] {
  const nights = daysBetween(startDate, endDate);
  if (startDate < today) {
    return [{ field: 'startDate', message: `startDate must not be before ${today}, which is today at the hotel` }];
  }
  if (nights < 1 || nights > MAX_NIGHTS_AT_ONCE) {
    return [{ field: 'endDate', message: `endDate must be 1 to ${MAX_NIGHTS_AT_ONCE} nights after startDate` }];
  }
  const last = addDays(today, MAX_DAYS_AHEAD);
  if (endDate > last) return [{ field: 'endDate', message: `endDate must not be after ${last}` }];
  return [];
}

export function datesOf({ startDate, endDate }: NightRange): CalendarDate[] {
  return Array.from({ length: Math.max(0, daysBetween(startDate, endDate)) }, (_, i) => addDays(startDate, i));
}

/** The next so many dates of a range that ends before `endDate`. */
export function nextBatch(nextDate: CalendarDate, endDate: CalendarDate, batchSize: number): NightRange {
  const full = addDays(nextDate, batchSize);
  return { startDate: nextDate, endDate: full < endDate ? full : endDate };
}

/** The nights that are kept on sale: `days` of them, from today on. */
export function saleWindow(today: CalendarDate, days: number): NightRange {
  return { startDate: today, endDate: addDays(today, days) };
}

/** The shortest range with all dates of the window that are not there yet; undefined when none is missing. */
export function missingRange(window: NightRange, existing: Iterable<CalendarDate>): NightRange | undefined {
  const there = new Set(existing);
  const missing = datesOf(window).filter((date) => !there.has(date));
  const [first] = missing;
  const last = missing.at(-1);
  return first !== undefined && last !== undefined ? { startDate: first, endDate: addDays(last, 1) } : undefined;
}

export function covers(outer: NightRange, inner: NightRange): boolean {
  return outer.startDate <= inner.startDate && inner.endDate <= outer.endDate;
}

export function includes({ startDate, endDate }: NightRange, date: CalendarDate): boolean {
  return startDate <= date && date < endDate;
}
