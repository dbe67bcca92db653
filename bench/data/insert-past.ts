import { addDays, type CalendarDate } from '#contracts';
import type { Database } from '#database';
import { keySql } from './prepared-bookings.js';
import { insertBookings } from './insert-bookings.js';
import { insertHotels, type HotelsMade } from './insert-hotels.js';
import { numbersBelow } from './numbers.js';

const ROOMS = 100;
/** Of ten bookings so many were confirmed; the others were cancelled. */
const CONFIRMED_OF_TEN = 7;
const MOST_DAYS = 1_000;
const AT_ONCE = 20_000;

/**
 * Stays of the past, one for each room and day of as many hotels as it takes; at least `count`. Rows come in the order
 * of their keys, which is much faster than any other.
 */
export async function insertPast(
  databases: { booking: Database; inventory: Database },
  today: CalendarDate,
  count: number,
  told: (done: number, of: number) => void,
): Promise<number> {
  const days = Math.min(MOST_DAYS, Math.ceil(count / ROOMS));
  const hotels = Math.ceil(count / (ROOMS * days));
  const total = hotels * ROOMS * days;
  const firstDate = addDays(today, -days - 1);
  const sold = (ROOMS * CONFIRMED_OF_TEN) / 10;
  const made = await insertHotels(databases.inventory, { count: hotels, rooms: ROOMS, firstDate, nights: days, sold });
  for (let from = 0; from < total; from += AT_ONCE) {
    await insertPart(databases, made, { firstDate, days, from, count: Math.min(AT_ONCE, total - from) });
    told(Math.min(total, from + AT_ONCE), total);
  }
  return total;
}

interface Part {
  firstDate: CalendarDate;
  days: number;
  from: number;
  count: number;
}

async function insertPart(
  databases: { booking: Database; inventory: Database },
  { places: [first], firstRoomId }: HotelsMade,
  { firstDate, days, from, count }: Part,
): Promise<void> {
  if (!first) return;
  const source = `(SELECT n, ${from} + n AS number, ${keySql(`${from} + n`)} AS id, ${keySql(`${from} + n`)} AS idempotencyKey
                   FROM ${numbersBelow(count)} numbers) past`;
  const hotel = `number DIV ${ROOMS * days}`;
  const date = `(DATE '${firstDate}' + INTERVAL number DIV ${ROOMS} MOD ${days} DAY)`;
  const confirmed = `number MOD 10 < ${CONFIRMED_OF_TEN}`;
  // Booked a week before the stay.
  const createdAt = `(${date} - INTERVAL 7 DAY)`;
  await insertBookings(databases, {
    source: { table: source, params: [] },
    ...{ date, createdAt },
    hotelId: `${first.hotelId} + ${hotel}`,
    categoryId: `${first.categoryId} + ${hotel}`,
    userId: `CONCAT('past-', LPAD(number DIV 5, 9, '0'))`,
    status: `IF(${confirmed}, 'CONFIRMED', 'CANCELLED')`,
    holdStatus: `IF(${confirmed}, 'CONFIRMED', 'RELEASED')`,
    confirmedAt: `IF(${confirmed}, ${createdAt} + INTERVAL 5 MINUTE, NULL)`,
    cancelledAt: `IF(${confirmed}, NULL, ${createdAt} + INTERVAL 5 MINUTE)`,
    // Not so long ago that a released one were pruned, not so short that a confirmed one were looked at again.
    heldSince: 'UTC_TIMESTAMP(3) - INTERVAL 3 DAY',
  });
  await databases.inventory.query(
    `INSERT INTO RoomNight (roomId, date, bookingId)
     SELECT ${firstRoomId} + ${hotel} * ${ROOMS} + number MOD ${ROOMS}, ${date}, id
     FROM ${source} WHERE ${confirmed}`,
  );
}
