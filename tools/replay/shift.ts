import { addDays, type CalendarDate, daysBetween } from '#contracts';
import type { Reservation } from './reservation.js';

/** Moves all stays by the least number of whole weeks, so that weekends stay weekends, that makes none arrive before `earliest`. */
export function shiftFrom(reservations: readonly Reservation[], earliest: CalendarDate): Reservation[] {
  const first = reservations.map((reservation) => reservation.checkInDate).reduce(earlier, '9999-12-31');
  const days = Math.max(0, Math.ceil(daysBetween(first, earliest) / 7) * 7);
  return reservations.map((reservation) => ({
    ...reservation,
    checkInDate: addDays(reservation.checkInDate, days),
    checkOutDate: addDays(reservation.checkOutDate, days),
    bookedOn: addDays(reservation.bookedOn, days),
  }));
}

/** The dates from the first arrival to the last departure. */
export function spanOf(reservations: readonly Reservation[]): { startDate: CalendarDate; endDate: CalendarDate } {
  return {
    startDate: reservations.map((reservation) => reservation.checkInDate).reduce(earlier),
    endDate: reservations.map((reservation) => reservation.checkOutDate).reduce((a, b) => (a > b ? a : b)),
  };
}

function earlier(a: CalendarDate, b: CalendarDate): CalendarDate {
  return a < b ? a : b;
}
