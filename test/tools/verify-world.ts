import { addDays, type CalendarDate, nightsOf } from '#contracts';
import type { Database, Transaction } from '#database';

export const NOW = new Date('2030-05-01T12:00:00Z');

/** A pending booking, one confirmed, one cancelled after it was confirmed, one expired; and holds of no booking. */
export const PENDING = '10000000-0000-5000-8000-000000000000';
export const CONFIRMED = '20000000-0000-5000-8000-000000000000';
export const CANCELLED = '30000000-0000-5000-8000-000000000000';
export const EXPIRED = '40000000-0000-5000-8000-000000000000';
export const HELD_ONLY = '50000000-0000-5000-8000-000000000000';
/** Of all holds but the tombstone, whose hold never came. */
const HOLDER = 'user-1';
export const TOMBSTONE = '60000000-0000-5000-8000-000000000000';

/** Two categories of one hotel: category 1 with rooms 1 and 2, category 2 with room 3. */
const ROOMS = { 1: [1, 2], 2: [3] } as const;
const SALE = { checkInDate: '2030-06-01', checkOutDate: '2030-06-11' };
const PRICE = 9_000;

const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

interface Stayed {
  id: string;
  categoryId: 1 | 2;
  checkInDate: CalendarDate;
  nights: number;
  rooms: number;
}
const STAYS: Record<string, Stayed> = {
  [PENDING]: { id: PENDING, categoryId: 1, checkInDate: '2030-06-01', nights: 2, rooms: 1 },
  [CONFIRMED]: { id: CONFIRMED, categoryId: 1, checkInDate: '2030-06-03', nights: 3, rooms: 2 },
  [CANCELLED]: { id: CANCELLED, categoryId: 1, checkInDate: '2030-06-03', nights: 1, rooms: 1 },
  [EXPIRED]: { id: EXPIRED, categoryId: 2, checkInDate: '2030-06-01', nights: 1, rooms: 1 },
  [HELD_ONLY]: { id: HELD_ONLY, categoryId: 2, checkInDate: '2030-06-01', nights: 1, rooms: 1 },
};

/** Empties both databases and fills them with rows that keep every invariant. */
export async function seed(databases: { booking: Database; inventory: Database }): Promise<void> {
  await databases.inventory.transaction(seedInventory);
  await databases.booking.transaction(seedBookings);
}

async function seedInventory(tx: Transaction): Promise<void> {
  for (const table of ['RoomNight', 'Hold', 'CategoryNight', 'Room', 'RoomCategory', 'Hotel']) {
    await tx.execute(`DELETE FROM ${table}`);
  }
  await tx.execute(
    `INSERT INTO Hotel (id, name, address, city, country, timezone, currency, updatedAt)
     VALUES (1, 'Casa', 'Rua 1', 'Lisboa', 'PT', 'Europe/Lisbon', 'EUR', ?)`,
    [NOW],
  );
  for (const [categoryId, rooms] of Object.entries(ROOMS)) {
    await tx.execute(
      `INSERT INTO RoomCategory (id, hotelId, name, roomType, price, maxGuests, updatedAt) VALUES (?, 1, ?, 'DOUBLE', ?, 2, ?)`,
      [categoryId, `Category ${categoryId}`, PRICE, NOW],
    );
    for (const id of rooms) {
      await tx.execute('INSERT INTO Room (id, hotelId, categoryId, number) VALUES (?, 1, ?, ?)', [
        id,
        categoryId,
        `${id}`,
      ]);
    }
    for (const date of nightsOf(SALE)) {
      await tx.execute('INSERT INTO CategoryNight (categoryId, date, capacity, price) VALUES (?, ?, ?, ?)', [
        categoryId,
        date,
        rooms.length,
        PRICE,
      ]);
    }
  }
  await hold(tx, PENDING, 'HELD');
  await hold(tx, CONFIRMED, 'CONFIRMED');
  await hold(tx, CANCELLED, 'RELEASED');
  await hold(tx, EXPIRED, 'LAPSED');
  await hold(tx, HELD_ONLY, 'HELD');
  await tx.execute(`INSERT INTO Hold (bookingId, status, createdAt, changedAt) VALUES (?, 'RELEASED', ?, ?)`, [
    TOMBSTONE,
    NOW,
    NOW,
  ]);
}

async function hold(tx: Transaction, id: string, status: string): Promise<void> {
  const { categoryId, rooms, ...stay } = stayOf(id);
  const nights = nightsOf(stay);
  await tx.execute(
    `INSERT INTO Hold (bookingId, status, hotelId, categoryId, checkInDate, checkOutDate, rooms, nights, amount, deadline, createdAt, changedAt, holder)
     VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      status,
      categoryId,
      stay.checkInDate,
      stay.checkOutDate,
      rooms,
      stay.prices,
      stay.amount,
      at(11),
      NOW,
      NOW,
      HOLDER,
    ],
  );
  const counter = { HELD: 'held', CONFIRMED: 'sold' }[status];
  if (!counter) return;
  for (const date of nights) {
    await tx.execute(`UPDATE CategoryNight SET ${counter} = ${counter} + ? WHERE categoryId = ? AND date = ?`, [
      rooms,
      categoryId,
      date,
    ]);
    if (status !== 'CONFIRMED') continue;
    for (const room of ROOMS[categoryId].slice(0, rooms)) {
      await tx.execute('INSERT INTO RoomNight (roomId, date, bookingId) VALUES (?, ?, ?)', [room, date, id]);
    }
  }
}

async function seedBookings(tx: Transaction): Promise<void> {
  for (const table of ['Outbox', 'IdempotencyKey', 'Booking']) await tx.execute(`DELETE FROM ${table}`);
  await booking(tx, PENDING, 'PENDING', 10, {}, ['held']);
  await booking(tx, CONFIRMED, 'CONFIRMED', 10, { confirmedAt: NOW }, ['held', 'confirmed']);
  const cancelled = { confirmedAt: at(-20), cancelledAt: at(-10) };
  await booking(tx, CANCELLED, 'CANCELLED', -15, cancelled, ['held', 'confirmed', 'cancelled', 'release']);
  const expired = { remindedAt: at(-22), expiredAt: at(-19) };
  await booking(tx, EXPIRED, 'EXPIRED', -20, expired, ['held', 'reminder', 'expired', 'release']);
}

async function booking(
  tx: Transaction,
  id: string,
  status: string,
  expiresInMinutes: number,
  instants: Partial<Record<'remindedAt' | 'confirmedAt' | 'cancelledAt' | 'expiredAt', Date>>,
  events: string[],
): Promise<void> {
  const { categoryId, rooms, checkInDate, checkOutDate, prices, amount } = stayOf(id);
  const key = id.replace('-5000-', '-4000-');
  await tx.execute(
    `INSERT INTO Booking (id, reference, idempotencyKey, userId, hotelId, roomCategoryId, checkInDate, checkOutDate, rooms,
       totalGuests, guestName, guestEmail, guestLocale, bookingAmount, currency, nights, hotel, status, createdAt, expiresAt,
       remindedAt, confirmedAt, cancelledAt, expiredAt)
     VALUES (?, ?, ?, 'user-1', 1, ?, ?, ?, ?, 1, 'Ana', 'ana@example.com', 'en', ?, 'EUR', ?, '{}', ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      id.slice(0, 8),
      key,
      categoryId,
      checkInDate,
      checkOutDate,
      rooms,
      amount,
      prices,
      status,
      at(-30),
      at(expiresInMinutes),
      instants.remindedAt ?? null,
      instants.confirmedAt ?? null,
      instants.cancelledAt ?? null,
      instants.expiredAt ?? null,
    ],
  );
  await tx.execute(
    `INSERT INTO IdempotencyKey (userId, operation, \`key\`, fingerprint, bookingId, statusCode, response, finalized, createdAt)
     VALUES ('user-1', 'create', ?, '', ?, 201, '{}', ?, ?)`,
    [key, id, instants.confirmedAt !== undefined, at(-30)],
  );
  for (const kind of events) {
    const topic = kind === 'release' ? 'HOLD_RELEASE' : 'MAIL';
    await tx.execute(
      `INSERT INTO Outbox (bookingId, topic, kind, state, requestId, dueAt, createdAt, finishedAt)
       VALUES (?, ?, ?, 'DONE', 'request-1', ?, ?, ?)`,
      [id, topic, kind, at(-5), at(-5), at(-5)],
    );
  }
}

function stayOf(id: string) {
  const stay = STAYS[id];
  if (!stay) throw new Error(`no stay for ${id}`);
  const checkOutDate = addDays(stay.checkInDate, stay.nights);
  const prices = nightsOf({ ...stay, checkOutDate }).map((date) => ({ date, price: PRICE }));
  return { ...stay, checkOutDate, prices: JSON.stringify(prices), amount: stay.nights * PRICE * stay.rooms };
}
