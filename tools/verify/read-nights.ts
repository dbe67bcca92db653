import { type CalendarDate, nightsOf, type Stay } from '#contracts';
import type { Reader } from '#database';
import type { Night } from './night-rules.js';

const CATEGORIES_AT_ONCE = 500;
const HOLDS_AT_ONCE = 2_000;

interface Category {
  id: number;
  rooms: number;
}
interface NightRow {
  date: CalendarDate;
  capacity: number;
  held: number;
  sold: number;
}
interface RoomsGiven {
  date: CalendarDate;
  given: number;
  roomsGiven: number;
}
const ROOMS_GIVEN = `SELECT n.date, COUNT(*) AS given, COUNT(DISTINCT n.roomId) AS roomsGiven
  FROM Room r JOIN RoomNight n ON n.roomId = r.id WHERE r.categoryId = ? GROUP BY n.date`;
type HoldRow = Stay & { bookingId: string; rooms: number };

/** Every night, with what its holds keep; in memory is one category's calendar at a time. */
export async function* allNights(inventory: Reader): AsyncGenerator<Night> {
  for await (const { id, rooms } of categories(inventory)) {
    const nights = new Map<CalendarDate, Night>();
    const at = (date: CalendarDate): Night => {
      const none = { row: undefined, held: 0, sold: 0, given: 0, roomsGiven: 0 };
      const known = nights.get(date) ?? { categoryId: id, date, rooms, ...none };
      nights.set(date, known);
      return known;
    };
    const sql = 'SELECT date, capacity, held, sold FROM CategoryNight WHERE categoryId = ? ORDER BY date';
    for (const { date, ...row } of await inventory.query<NightRow>(sql, [id])) at(date).row = row;
    for (const { date, ...given } of await inventory.query<RoomsGiven>(ROOMS_GIVEN, [id]))
      Object.assign(at(date), given);
    for await (const hold of holds(inventory, id, 'HELD'))
      for (const date of nightsOf(hold)) at(date).held += hold.rooms;
    for await (const hold of holds(inventory, id, 'CONFIRMED'))
      for (const date of nightsOf(hold)) at(date).sold += hold.rooms;
    yield* nights.values();
  }
}

async function* categories(inventory: Reader): AsyncGenerator<Category> {
  for (let after = 0; ;) {
    const page = await inventory.query<Category>(
      `SELECT c.id, (SELECT COUNT(*) FROM Room r WHERE r.categoryId = c.id) AS rooms
       FROM RoomCategory c WHERE c.id > ? ORDER BY c.id LIMIT ?`,
      [after, CATEGORIES_AT_ONCE],
    );
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

async function* holds(inventory: Reader, categoryId: number, status: string): AsyncGenerator<HoldRow> {
  for (let after = ''; ;) {
    const page = await inventory.query<HoldRow>(
      `SELECT bookingId, checkInDate, checkOutDate, rooms FROM Hold
       WHERE categoryId = ? AND status = ? AND bookingId > ? ORDER BY bookingId LIMIT ?`,
      [categoryId, status, after, HOLDS_AT_ONCE],
    );
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.bookingId;
  }
}
