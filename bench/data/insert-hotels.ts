import type { CalendarDate } from '#contracts';
import type { Database, Transaction } from '#database';
import type { Place } from '../load/plan.js';
import { numbersBelow } from './numbers.js';

export interface HotelsWanted {
  count: number;
  /** Of the one category that each has. */
  rooms: number;
  /** On sale from here on, or, for the past, were. */
  firstDate: CalendarDate;
  nights: number;
  /** Rooms that are sold on every night. */
  sold?: number;
}

export interface HotelsMade {
  places: Place[];
  /** Of the first hotel's first room; the others follow, hotel by hotel. */
  firstRoomId: number;
}

/** Price of a room and night, minor units. */
export const PRICE = 10_000;
export const TIMEZONE = 'Europe/Lisbon';
/** Rows of one statement: a transaction stays small enough to be undone, and progress is seen. */
const ROWS_AT_ONCE = 200_000;

/** Hotels with one category each, made by the server itself. */
export async function insertHotels(
  inventory: Database,
  wanted: HotelsWanted,
  told: (done: number) => void = () => undefined,
): Promise<HotelsMade> {
  const base = { hotel: await nextId(inventory, 'Hotel'), category: await nextId(inventory, 'RoomCategory') };
  const firstRoomId = await nextId(inventory, 'Room');
  const atOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / Math.max(wanted.rooms, wanted.nights)));
  for (let done = 0; done < wanted.count; done += atOnce) {
    const part = { ...wanted, count: Math.min(atOnce, wanted.count - done) };
    const at = { hotel: base.hotel + done, category: base.category + done, room: firstRoomId + done * wanted.rooms };
    await inventory.transaction((tx) => insertPart(tx, part, at));
    told(done + part.count);
  }
  const places = Array.from({ length: wanted.count }, (_, n) => ({
    hotelId: base.hotel + n,
    categoryId: base.category + n,
  }));
  return { places, firstRoomId };
}

async function insertPart(
  tx: Transaction,
  { count, rooms, firstDate, nights, sold = 0 }: HotelsWanted,
  { hotel, category, room }: { hotel: number; category: number; room: number },
): Promise<void> {
  await tx.execute(
    `INSERT INTO Hotel (id, name, address, city, country, timezone, currency, updatedAt)
     SELECT ${hotel} + n, CONCAT('Casa da Praia ', ${hotel} + n), CONCAT('Rua do Mar ', n),
            ELT(1 + n MOD 4, 'Lisboa', 'Porto', 'Madrid', 'Paris'), ELT(1 + n MOD 4, 'PT', 'PT', 'ES', 'FR'),
            '${TIMEZONE}', 'EUR', UTC_TIMESTAMP(3)
     FROM ${numbersBelow(count)} numbers`,
  );
  await tx.execute(
    `INSERT INTO RoomCategory (id, hotelId, name, roomType, price, maxGuests, updatedAt)
     SELECT ${category} + n, ${hotel} + n, 'Double', 'DOUBLE', ${PRICE}, 2, UTC_TIMESTAMP(3)
     FROM ${numbersBelow(count)} numbers`,
  );
  await tx.execute(
    `INSERT INTO Room (id, hotelId, categoryId, number)
     SELECT ${room} + n, ${hotel} + n DIV ${rooms}, ${category} + n DIV ${rooms}, 1 + n MOD ${rooms}
     FROM ${numbersBelow(count * rooms)} numbers`,
  );
  await tx.execute(
    `INSERT INTO CategoryNight (categoryId, date, capacity, sold, price)
     SELECT ${category} + n DIV ${nights}, DATE '${firstDate}' + INTERVAL n MOD ${nights} DAY, ${rooms}, ${sold}, ${PRICE}
     FROM ${numbersBelow(count * nights)} numbers`,
  );
}

/** Numbers are given out here, so that rows of other tables can name them without being asked for. */
async function nextId(inventory: Database, table: 'Hotel' | 'RoomCategory' | 'Room'): Promise<number> {
  const [row] = await inventory.query<{ next: number }>(`SELECT COALESCE(MAX(id), 0) + 1 AS next FROM ${table}`);
  return row?.next ?? 1;
}
