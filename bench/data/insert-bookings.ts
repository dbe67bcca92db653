import type { Database } from '#database';
import { PRICE, TIMEZONE } from './insert-hotels.js';

/** Bookings of one room for one night, as SQL expressions over the columns of `source`. */
export interface BookingsWanted {
  /** A table with a row for each: `n` counts them from 0, `number` from wherever they begin; `id` and `idempotencyKey`. */
  source: { table: string; params: unknown[] };
  hotelId: string;
  categoryId: string;
  date: string;
  userId: string;
  status: string;
  holdStatus: string;
  /** When it was made; deadlines and the rest follow from it. */
  createdAt: string;
  confirmedAt: string;
  cancelledAt: string;
  /** When the hold came to its status. */
  heldSince: string;
}

/** Seconds from the making to the guest's deadline, and to the hold's. */
export const HOLD_SECONDS = 7_200;
const LEASE_SECONDS = HOLD_SECONDS + 65;

const HOTEL =
  `JSON_OBJECT('name', 'Casa da Praia', 'address', 'Rua do Mar 1', 'city', 'Lisboa', 'country', 'PT', ` +
  `'timezone', '${TIMEZONE}', 'checkInTime', '15:00', 'checkOutTime', '11:00', 'categoryName', 'Double')`;

/** Bookings with their keys, delivered events and holds, as they would be there had guests made them. */
export async function insertBookings(databases: { booking: Database; inventory: Database }, wanted: BookingsWanted) {
  await Promise.all([insertBookingSide(databases.booking, wanted), insertHolds(databases.inventory, wanted)]);
}

async function insertBookingSide(booking: Database, wanted: BookingsWanted): Promise<void> {
  const { source, hotelId, categoryId, date, userId, status, createdAt, confirmedAt, cancelledAt } = wanted;
  const { table, params } = source;
  const reference = "CONCAT('P', LPAD(CONV(number, 10, 36), 9, '0'))";
  const nights = nightsOn(date);
  await booking.transaction(async (tx) => {
    await tx.execute(
      `INSERT INTO Booking (id, reference, idempotencyKey, userId, hotelId, roomCategoryId, checkInDate, checkOutDate,
         rooms, totalGuests, guestName, guestEmail, guestLocale, bookingAmount, currency, nights, hotel, status,
         createdAt, expiresAt, remindedAt, confirmedAt, cancelledAt)
       SELECT id, ${reference}, idempotencyKey, ${userId}, ${hotelId}, ${categoryId}, ${date}, ${date} + INTERVAL 1 DAY,
         1, 1, 'Ada Lovelace', 'ada@example.org', 'en', ${PRICE}, 'EUR', ${nights}, ${HOTEL}, ${status},
         ${createdAt}, ${createdAt} + INTERVAL ${HOLD_SECONDS} SECOND, NULL, ${confirmedAt}, ${cancelledAt}
       FROM ${table}`,
      params,
    );
    await tx.execute(
      `INSERT INTO IdempotencyKey (userId, operation, \`key\`, fingerprint, bookingId, statusCode, response, finalized,
         createdAt)
       SELECT ${userId}, 'create', idempotencyKey, SHA2(id, 256), id, 201,
         JSON_OBJECT('bookingId', id, 'reference', ${reference}, 'userId', ${userId}, 'hotelId', ${hotelId},
           'roomCategoryId', ${categoryId}, 'checkInDate', ${date}, 'bookingAmount', ${PRICE}, 'currency', 'EUR',
           'guest', JSON_OBJECT('name', 'Ada Lovelace', 'email', 'ada@example.org', 'locale', 'en'),
           'nights', ${nights}),
         ${confirmedAt} IS NOT NULL, ${createdAt}
       FROM ${table}`,
      params,
    );
    /** Delivered a moment ago, whenever the booking was made: so it is not pruned while the benchmark runs. */
    const insertEvent = (topic: string, kind: string, where: string) =>
      tx.execute(
        `INSERT INTO Outbox (bookingId, topic, kind, state, requestId, attempts, dueAt, createdAt, finishedAt)
         SELECT id, '${topic}', '${kind}', 'DONE', 'prefilled', 1, UTC_TIMESTAMP(3), ${createdAt}, UTC_TIMESTAMP(3)
         FROM ${table} WHERE ${where}`,
        params,
      );
    await insertEvent('MAIL', 'held', 'TRUE');
    await insertEvent('MAIL', 'confirmed', `${confirmedAt} IS NOT NULL`);
    await insertEvent('MAIL', 'cancelled', `${cancelledAt} IS NOT NULL`);
    await insertEvent('HOLD_RELEASE', 'release', `${cancelledAt} IS NOT NULL`);
  });
}

async function insertHolds(inventory: Database, wanted: BookingsWanted): Promise<void> {
  const { source, hotelId, categoryId, date, userId, holdStatus, createdAt, heldSince } = wanted;
  await inventory.transaction((tx) =>
    tx.execute(
      `INSERT INTO Hold (bookingId, status, hotelId, categoryId, checkInDate, checkOutDate, rooms, nights, amount,
         holder, deadline, createdAt, changedAt)
       SELECT id, ${holdStatus}, ${hotelId}, ${categoryId}, ${date},
         ${date} + INTERVAL 1 DAY, 1, ${nightsOn(date)}, ${PRICE}, ${userId},
         ${createdAt} + INTERVAL ${LEASE_SECONDS} SECOND, ${createdAt}, ${heldSince}
       FROM ${source.table}`,
      source.params,
    ),
  );
}

function nightsOn(date: string): string {
  return `JSON_ARRAY(JSON_OBJECT('date', ${date}, 'price', ${PRICE}))`;
}
