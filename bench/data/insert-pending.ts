import { bookingIdOf } from '../../apps/booking/src/booking/booking-id.js';
import type { CalendarDate } from '#contracts';
import type { Database } from '#database';
import type { PreparedBookings } from '../load/plan.js';
import { insertBookings } from './insert-bookings.js';
import { insertHotels } from './insert-hotels.js';
import { numbersBelow } from './numbers.js';
import { guestOfPrepared, guestsFor, keyAt } from './prepared-bookings.js';

const HOTELS = 200;
const NIGHTS = 20;

/** PENDING bookings with their holds, at hotels of their own, ready to be confirmed. */
export async function insertPending(
  databases: { booking: Database; inventory: Database },
  firstDate: CalendarDate,
  prepared: PreparedBookings,
): Promise<void> {
  const { inventory } = databases;
  const { from, count } = prepared;
  const rooms = Math.ceil(count / (HOTELS * NIGHTS));
  const { places } = await insertHotels(inventory, { count: HOTELS, rooms, firstDate, nights: NIGHTS });
  const [first] = places;
  if (!first) return;
  const userId = `CONCAT('${guestOfPrepared(from, 0).slice(0, -1)}', n MOD ${guestsFor(count)})`;
  const now = 'UTC_TIMESTAMP(3)';
  await insertBookings(databases, {
    source: sourceOf(prepared),
    hotelId: `${first.hotelId} + n MOD ${HOTELS}`,
    categoryId: `${first.categoryId} + n MOD ${HOTELS}`,
    date: `DATE '${firstDate}' + INTERVAL n DIV ${HOTELS} MOD ${NIGHTS} DAY`,
    userId,
    ...{ status: "'PENDING'", holdStatus: "'HELD'", createdAt: now, heldSince: now },
    ...{ confirmedAt: 'NULL', cancelledAt: 'NULL' },
  });
  await inventory.transaction(async (tx) => {
    await tx.execute(
      `UPDATE CategoryNight night
       JOIN (SELECT ${first.categoryId} + n MOD ${HOTELS} AS categoryId, n DIV ${HOTELS} MOD ${NIGHTS} AS day,
                    COUNT(*) AS held
             FROM ${numbersBelow(count)} numbers GROUP BY n MOD ${HOTELS}, n DIV ${HOTELS} MOD ${NIGHTS}) taken
         ON taken.categoryId = night.categoryId AND night.date = DATE '${firstDate}' + INTERVAL taken.day DAY
       SET night.held = taken.held`,
    );
  });
}

/** Each has the id that its guest and its key make, as if the guest had booked. */
function sourceOf({ from, count }: PreparedBookings) {
  const bookings = Array.from({ length: count }, (_, n) => {
    const key = keyAt(from + n);
    return { n, number: from + n, id: bookingIdOf(guestOfPrepared(from, n % guestsFor(count)), key), key };
  });
  const table =
    "JSON_TABLE(?, '$[*]' COLUMNS (n INT PATH '$.n', number BIGINT PATH '$.number', id CHAR(36) PATH '$.id', " +
    "idempotencyKey CHAR(36) PATH '$.key')) prepared";
  return { table, params: [JSON.stringify(bookings)] };
}
