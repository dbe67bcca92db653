import { type CalendarDate, nightsOf, type Stay } from '#contracts';
import type { Reader } from '#database';
import type { Night } from './night-rules.js';

/** Whose calendars are in memory at once. Holds have no index by category: each page of categories reads them all. */
const CATEGORIES_AT_ONCE = 200;
const HOLDS_AT_ONCE = 2_000;

interface Category {
  id: number;
  rooms: number;
}
interface NightRow {
  categoryId: number;
  date: CalendarDate;
  capacity: number;
  held: number;
  sold: number;
}
interface RoomsGiven {
  categoryId: number;
  date: CalendarDate;
  given: number;
  roomsGiven: number;
}
interface HoldRow extends Stay {
  bookingId: string;
  categoryId: number;
  status: 'HELD' | 'CONFIRMED';
  rooms: number;
}

/** Every night, with what its holds keep. */
export async function* allNights(inventory: Reader): AsyncGenerator<Night> {
  for await (const page of categories(inventory)) {
    const calendars = new Calendars(page);
    for (const { categoryId, date, ...row } of await nightRows(inventory, page))
      calendars.at(categoryId, date).row = row;
    for (const { categoryId, date, ...given } of await roomsGiven(inventory, page))
      Object.assign(calendars.at(categoryId, date), given);
    for await (const { categoryId, status, rooms, ...stay } of holds(inventory, page)) {
      const kind = status === 'HELD' ? 'held' : 'sold';
      for (const date of nightsOf(stay)) calendars.at(categoryId, date)[kind] += rooms;
    }
    yield* calendars.nights();
  }
}

class Calendars {
  private readonly rooms: Map<number, number>;
  private readonly known = new Map<number, Map<CalendarDate, Night>>();

  constructor(categories: readonly Category[]) {
    this.rooms = new Map(categories.map(({ id, rooms }) => [id, rooms]));
    for (const { id } of categories) this.known.set(id, new Map());
  }

  at(categoryId: number, date: CalendarDate): Night {
    const calendar = this.known.get(categoryId);
    const known = calendar?.get(date);
    if (known) return known;
    const counted = { held: 0, sold: 0, given: 0, roomsGiven: 0 };
    const night: Night = { categoryId, date, row: undefined, rooms: this.rooms.get(categoryId) ?? 0, ...counted };
    calendar?.set(date, night);
    return night;
  }

  *nights(): Generator<Night> {
    for (const calendar of this.known.values()) yield* calendar.values();
  }
}

async function* categories(inventory: Reader): AsyncGenerator<Category[]> {
  for (let after = 0; ;) {
    const page = await inventory.query<Category>(
      `SELECT c.id, (SELECT COUNT(*) FROM Room r WHERE r.categoryId = c.id) AS rooms
       FROM RoomCategory c WHERE c.id > ? ORDER BY c.id LIMIT ?`,
      [after, CATEGORIES_AT_ONCE],
    );
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.id;
  }
}

function nightRows(inventory: Reader, page: readonly Category[]): Promise<NightRow[]> {
  return inventory.query<NightRow>(
    'SELECT categoryId, date, capacity, held, sold FROM CategoryNight WHERE categoryId IN (?) ORDER BY categoryId, date',
    [page.map(({ id }) => id)],
  );
}

function roomsGiven(inventory: Reader, page: readonly Category[]): Promise<RoomsGiven[]> {
  return inventory.query<RoomsGiven>(
    `SELECT r.categoryId, n.date, COUNT(*) AS given, COUNT(DISTINCT n.roomId) AS roomsGiven
     FROM Room r JOIN RoomNight n ON n.roomId = r.id WHERE r.categoryId IN (?) GROUP BY r.categoryId, n.date`,
    [page.map(({ id }) => id)],
  );
}

async function* holds(inventory: Reader, page: readonly Category[]): AsyncGenerator<HoldRow> {
  const ids = page.map(({ id }) => id);
  for (let after = ''; ;) {
    const some = await inventory.query<HoldRow>(
      `SELECT bookingId, categoryId, status, checkInDate, checkOutDate, rooms FROM Hold
       WHERE categoryId IN (?) AND status IN ('HELD', 'CONFIRMED') AND bookingId > ? ORDER BY bookingId LIMIT ?`,
      [ids, after, HOLDS_AT_ONCE],
    );
    yield* some;
    const last = some.at(-1);
    if (!last) return;
    after = last.bookingId;
  }
}
