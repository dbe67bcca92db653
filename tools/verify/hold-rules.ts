import { nightsOf } from '#contracts';
import { sumBreaks } from './booking-rules.js';
import { type Dossier, type LiveHold, liveHold, type RoomNightRow } from './dossier.js';
import { hasUnfinishedRelease } from './event-rules.js';
import { isOverdue, type Rule, whereTrue } from './rule.js';

/** For so long past a booking's deadline a confirmation that was under way may still end (design: confirm budget). */
const CONFIRM_BUDGET_MS = 5_000;

/** So long after a confirmation its rooms are planned by. */
const PLANNING_MS = 30_000;

/** What must hold of one hold, and of a booking and its hold across the two databases. */
export const HOLD_RULES: Rule<Dossier>[] = [
  {
    invariant: 2,
    name: 'A live hold is for a category of its hotel, at the sum of its nights',
    unit: 'holds',
    breaks: (dossier) => {
      const hold = liveHold(dossier);
      if (!hold) return undefined;
      return [
        ...whereTrue([
          hold.categoryHotelId !== hold.hotelId,
          `hotel ${hold.hotelId} has no category ${hold.categoryId}`,
        ]),
        ...sumBreaks(hold, hold.rooms, hold.nights, hold.amount),
      ];
    },
  },
  {
    invariant: 2,
    name: 'A confirmed hold has its rooms on every night, the same ones throughout',
    unit: 'confirmed holds',
    breaks: (dossier, at) => {
      const hold = liveHold(dossier);
      if (hold?.status !== 'CONFIRMED') return undefined;
      if (!hold.roomsDue) return roomBreaks(hold, dossier.roomNights);
      const isPlanning = at.live && !isOverdue(hold.changedAt, at, PLANNING_MS);
      return whereTrue(
        [!isPlanning, `it has had no rooms since ${hold.changedAt.toISOString()}`],
        [dossier.roomNights.length > 0, 'it has rooms, and waits for them all the same'],
      );
    },
  },
  {
    invariant: 2,
    name: 'No room is given away without a confirmed hold',
    unit: 'bookings with rooms',
    breaks: ({ hold, roomNights }) => {
      if (roomNights.length === 0) return undefined;
      const status = hold?.status ?? 'not there';
      return whereTrue([status !== 'CONFIRMED', `it has ${roomNights.length} room nights, but its hold is ${status}`]);
    },
  },
  {
    invariant: 3,
    name: 'One booking has one hold',
    unit: 'holds',
    breaks: ({ holds }) => (holds === 0 ? undefined : whereTrue([holds > 1, `it has ${holds} holds`])),
  },
  {
    invariant: 3,
    name: 'A booking and its hold are about the same',
    unit: 'bookings with a live hold',
    breaks: (dossier) => {
      const { booking } = dossier;
      const hold = liveHold(dossier);
      if (!booking || !hold) return undefined;
      const differs = (what: string, ours: unknown, theirs: unknown): [boolean, string] => [
        ours !== theirs,
        `its ${what} is ${String(ours)}, its hold's ${String(theirs)}`,
      ];
      return whereTrue(
        differs('hotel', booking.hotelId, hold.hotelId),
        differs('category', booking.roomCategoryId, hold.categoryId),
        differs('check-in', booking.checkInDate, hold.checkInDate),
        differs('check-out', booking.checkOutDate, hold.checkOutDate),
        differs('number of rooms', booking.rooms, hold.rooms),
        differs('amount', booking.bookingAmount, hold.amount),
      );
    },
  },
  {
    invariant: 4,
    name: 'A booking is confirmed when its hold is, and only then',
    unit: 'bookings and holds',
    breaks: ({ booking, hold, events }, at) => {
      if (booking?.status !== 'CONFIRMED' && hold?.status !== 'CONFIRMED') return undefined;
      if (booking?.status === hold?.status) return [];
      // Confirmed there and not yet here, or already cancelled here and not yet there.
      const confirming = booking?.status === 'PENDING' && !isOverdue(booking.expiresAt, at, CONFIRM_BUDGET_MS);
      const releasing = hasUnfinishedRelease(events);
      if (at.live && hold?.status === 'CONFIRMED' && (confirming || releasing)) return [];
      return [`it is ${booking?.status ?? 'not there'}, but its hold is ${hold?.status ?? 'not there'}`];
    },
  },
  {
    invariant: 4,
    name: 'A pending booking keeps its nights beyond its own deadline',
    unit: 'pending bookings in time',
    breaks: (dossier, { now }) => {
      const { booking, hold } = dossier;
      if (booking?.status !== 'PENDING' || booking.expiresAt <= now) return undefined;
      const live = liveHold(dossier);
      if (!live) return [`its hold is ${hold?.status ?? 'not there'}`];
      return whereTrue([
        live.deadline <= booking.expiresAt,
        `its hold ends at ${live.deadline.toISOString()}, before it does: ${booking.expiresAt.toISOString()}`,
      ]);
    },
  },
  {
    invariant: 4,
    name: 'A booking that was not confirmed in time has expired',
    unit: 'pending bookings past their deadline',
    breaks: ({ booking }, at) => {
      if (booking?.status !== 'PENDING' || booking.expiresAt > at.now) return undefined;
      return whereTrue([
        isOverdue(booking.expiresAt, at, CONFIRM_BUDGET_MS),
        `it is PENDING, and could be confirmed until ${booking.expiresAt.toISOString()}`,
      ]);
    },
  },
  {
    invariant: 4,
    name: 'Nothing else keeps a night',
    unit: 'unconfirmed holds',
    breaks: ({ booking, hold, events }, at) => {
      if (hold?.status !== 'HELD' || hold.deadline === null) return undefined;
      const over = booking?.status === 'CANCELLED' || booking?.status === 'EXPIRED';
      const releasing = at.live && hasUnfinishedRelease(events);
      return whereTrue(
        [over && !releasing, `it is ${booking?.status ?? ''}, but its hold is HELD`],
        [isOverdue(hold.deadline, at), `its hold is HELD past its deadline, ${hold.deadline.toISOString()}`],
      );
    },
  },
];

function roomBreaks(hold: LiveHold, roomNights: readonly RoomNightRow[]): string[] {
  const nights = nightsOf(hold);
  const strangers = roomNights.filter((night) => night.categoryId !== hold.categoryId);
  const outside = roomNights.filter((night) => !nights.includes(night.date));
  const wrong = nights
    .map((date) => ({ date, rooms: roomNights.filter((night) => night.date === date).length }))
    .filter((night) => night.rooms !== hold.rooms);
  const different = new Set(roomNights.map(({ roomId }) => roomId)).size;
  const isElseRight = [strangers, outside, wrong].every(({ length }) => length === 0);
  return [
    ...whereTrue([isElseRight && different !== hold.rooms, `its guests change rooms: it has ${different} of them`]),
    ...strangers
      .slice(0, 1)
      .map((night) => `room ${night.roomId} on ${night.date} is not of category ${hold.categoryId}`),
    ...outside.slice(0, 1).map((night) => `room ${night.roomId} on ${night.date} is outside of its stay`),
    ...wrong.slice(0, 1).map((night) => `it has ${night.rooms} rooms on ${night.date} instead of ${hold.rooms}`),
  ];
}
