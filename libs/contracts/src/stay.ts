import { addDays, type CalendarDate, daysBetween } from './calendar-date.js';

/** Half-open range of hotel-local dates: the check-out night is not part of it and is not sold. */
export interface Stay {
  checkInDate: CalendarDate;
  checkOutDate: CalendarDate;
}

/** Longest stay that can be booked at once; bounds the rows that one booking locks. */
export const MAX_NIGHTS = 60;

export function numberOfNights(stay: Stay): number {
  return daysBetween(stay.checkInDate, stay.checkOutDate);
}

/** The nights of a stay, in date order: the order in which night rows are locked everywhere. */
export function nightsOf(stay: Stay): CalendarDate[] {
  return Array.from({ length: Math.max(0, numberOfNights(stay)) }, (_, i) => addDays(stay.checkInDate, i));
}

export function sameStay(a: Stay, b: Stay): boolean {
  return a.checkInDate === b.checkInDate && a.checkOutDate === b.checkOutDate;
}
