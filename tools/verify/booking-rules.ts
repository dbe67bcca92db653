import { amountOf, type NightPrice, nightsOf, type Stay } from '#contracts';
import type { BookingRow, Dossier, KeyRow } from './dossier.js';
import { type Rule, whereTrue } from './rule.js';

/** What must hold of one booking inside booking's own database. */
export const BOOKING_RULES: Rule<Dossier>[] = [
  {
    invariant: 3,
    name: 'One key makes one booking, and one booking has one key',
    unit: 'bookings and keys',
    breaks: ({ booking, keys }) => {
      if (!booking) return keys.length === 0 ? undefined : keys.map((key) => `${named(key)} leads to no booking`);
      const creates = keys.filter((key) => key.operation === 'create');
      const isOwn = (key: KeyRow) => key.userId === booking.userId && key.key === booking.idempotencyKey;
      return whereTrue(
        [creates.length !== 1, `it has ${creates.length} keys of the operation "create"`],
        [!creates.every(isOwn), `its key is not the one that its own row names`],
      );
    },
  },
  {
    invariant: 3,
    name: "A booking's amount is the sum of its nights",
    unit: 'bookings',
    breaks: ({ booking }) => booking && sumBreaks(booking, booking.rooms, booking.nights, booking.bookingAmount),
  },
  {
    invariant: 5,
    name: 'Confirm, cancel and expire happened in one order',
    unit: 'bookings',
    breaks: ({ booking }) => {
      if (!booking) return undefined;
      const { status, confirmedAt, cancelledAt, expiredAt } = booking;
      return whereTrue(
        [status === 'CONFIRMED' && !confirmedAt, 'it is CONFIRMED but has no instant of that'],
        [status === 'PENDING' && confirmedAt !== null, 'it was confirmed and is PENDING'],
        [(status === 'CANCELLED') !== (cancelledAt !== null), `it is ${status}, cancelled at ${instant(cancelledAt)}`],
        [(status === 'EXPIRED') !== (expiredAt !== null), `it is ${status}, expired at ${instant(expiredAt)}`],
        [expiredAt !== null && confirmedAt !== null, 'it was confirmed and it expired'],
      );
    },
  },
  {
    invariant: 5,
    name: 'A key is finalized when its booking was confirmed, and only then',
    unit: 'bookings',
    breaks: ({ booking, keys }) =>
      booking &&
      keys
        .filter((key) => key.operation === 'create' && Boolean(key.finalized) !== (booking.confirmedAt !== null))
        .map((key) => `finalized is ${String(Boolean(key.finalized))}, confirmed at ${instant(booking.confirmedAt)}`),
  },
  {
    invariant: 7,
    name: 'Whatever a client was told is so',
    unit: 'answers',
    breaks: ({ bookingId, booking }, { answered }) => {
      const told = answered.get(bookingId);
      if (told === undefined) return undefined;
      return whereTrue([
        booking?.status !== told,
        `a client was told ${told}, but it is ${booking?.status ?? 'not there'}`,
      ]);
    },
  },
];

/** What is wrong with the prices of a stay: a night without one, one too many, or another sum. */
export function sumBreaks(stay: Stay, rooms: number, nights: readonly NightPrice[], amount: number): string[] {
  const dates = nights.map((night) => night.date).join(' ');
  const sum = amountOf(nights, rooms);
  return whereTrue(
    [
      dates !== nightsOf(stay).join(' '),
      `it has prices for ${dates}, its stay is ${stay.checkInDate} to ${stay.checkOutDate}`,
    ],
    [sum !== amount, `its nights make ${sum}, its amount is ${amount}`],
  );
}

function named(key: KeyRow): string {
  return `key ${key.key} of user ${key.userId} (${key.operation})`;
}

function instant(value: BookingRow['confirmedAt']): string {
  return value?.toISOString() ?? 'no time';
}
