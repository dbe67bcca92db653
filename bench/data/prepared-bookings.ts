/** Bookings that are written into the tables: their keys and guests, which clients can tell from their numbers. */

/** The idempotency key of the booking of this number. */
export function keyAt(number: number): string {
  return `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

/** The same in SQL, for an expression that gives the number. */
export function keySql(number: string): string {
  return `CONCAT(LOWER(LPAD(HEX(${number}), 8, '0')), '-0000-4000-8000-000000000000')`;
}

/** A guest's pending bookings. */
const BOOKINGS_OF_ONE = 4;

/** How many guests share so many prepared bookings; the `n`th booking is the guest's of number `n` modulo that. */
export function guestsFor(count: number): number {
  return Math.ceil(count / BOOKINGS_OF_ONE);
}

/** Told by the first booking of the set, so that no two sets share a guest. */
export function guestOfPrepared(from: number, n: number): string {
  return `prepared-${from}-${n}`;
}
