import type { CalendarDate } from '#contracts';
import type { SigningKey } from '../system/identity-provider.js';

/** What guests do, and all at once. */
export const SCENARIOS = [
  'distinct',
  'hot',
  'nights',
  'scarce',
  'confirm',
  'searched',
  'repeat',
  'reads',
  'availability',
  'mix',
] as const;

export type ScenarioName = (typeof SCENARIOS)[number];

/** A room category that can be booked. */
export interface Place {
  hotelId: number;
  categoryId: number;
}

/** Pending bookings that were written into the tables, to be confirmed. */
export interface PreparedBookings {
  /** The number of the first; see `keyAt`. */
  from: number;
  count: number;
}

/** What the clients find: where to book, and on which nights from `firstDate` on. */
export interface Offering {
  places: Place[];
  firstDate: CalendarDate;
  nights: number;
}

export interface LoadPlan {
  scenario: ScenarioName;
  /** So many clients, each of which asks again when it has its answer. */
  clients: number;
  seconds: number;
  offering: Offering;
  prepared?: PreparedBookings;
}

/** The system as its clients know it. */
export interface LoadTarget {
  bookingUrl: string;
  inventoryUrl: string;
  signingKey: SigningKey;
}
