import type { CalendarDate } from './calendar-date.js';

/** The price of one room for one night, in minor units of the hotel's currency. */
export interface NightPrice {
  date: CalendarDate;
  price: number;
}

/** Minor units: the sum over nights of price × rooms. */
export function amountOf(nights: readonly NightPrice[], rooms: number): number {
  return nights.reduce((sum, night) => sum + night.price, 0) * rooms;
}
