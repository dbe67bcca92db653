import type { CalendarDate } from '#contracts';
import { type Rule, whereTrue } from './rule.js';

/** One category on one date: what its row says, and what follows from holds and rooms. */
export interface Night {
  categoryId: number;
  date: CalendarDate;
  /** Undefined where a live hold keeps a night that does not exist. */
  row: { capacity: number; held: number; sold: number } | undefined;
  /** Rooms of the category. */
  rooms: number;
  /** Rooms in HELD and in CONFIRMED holds over this night. */
  held: number;
  sold: number;
  /** How often a room is given to a booking, and how many different rooms those are. */
  given: number;
  roomsGiven: number;
}

/** What must hold of every night, inside hotel-inventory's own database. */
export const NIGHT_RULES: Rule<Night>[] = [
  {
    invariant: 1,
    name: 'No night is sold more than once',
    unit: 'nights',
    breaks: ({ row }) =>
      row &&
      whereTrue(
        [row.held < 0 || row.sold < 0, `held ${row.held}, sold ${row.sold}`],
        [row.held + row.sold > row.capacity, `held ${row.held} and sold ${row.sold} of ${row.capacity}`],
      ),
  },
  {
    invariant: 1,
    name: "A night's capacity is its category's rooms",
    unit: 'nights',
    breaks: ({ row, rooms }) =>
      row && whereTrue([row.capacity !== rooms, `its capacity is ${row.capacity}, its category has ${rooms} rooms`]),
  },
  {
    invariant: 2,
    name: "A night's counters are the sums of its live holds",
    unit: 'nights',
    breaks: ({ row, held, sold }) =>
      row &&
      whereTrue(
        [row.held !== held, `it counts ${row.held} held, its holds keep ${held}`],
        [row.sold !== sold, `it counts ${row.sold} sold, its confirmed holds keep ${sold}`],
      ),
  },
  {
    invariant: 2,
    name: 'No room is given to two bookings on one night',
    unit: 'nights with rooms given',
    breaks: ({ given, roomsGiven }) =>
      given === 0 ? undefined : whereTrue([given !== roomsGiven, `${roomsGiven} rooms are given ${given} times`]),
  },
  {
    invariant: 2,
    name: "Every live hold's nights exist",
    unit: 'nights with holds',
    breaks: ({ row, held, sold }) =>
      held + sold === 0 ? undefined : whereTrue([!row, `holds keep ${held + sold} rooms, but there is no such night`]),
  },
];
