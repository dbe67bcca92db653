import { randomBytes, randomUUID } from 'node:crypto';
import { type Connection, createConnection, type UpsertResult } from 'mariadb';
import { connectionConfig } from '#database';
import type { Stay } from '../load/wishes.js';

const NIGHTS = (date: string) => JSON.stringify([{ date, price: 10_000 }]);
const HOTEL = JSON.stringify({
  ...{ name: 'Casa da Praia', address: 'Rua do Mar 1', city: 'Lisboa', country: 'PT', timezone: 'Europe/Lisbon' },
  ...{ checkInTime: '15:00', checkOutTime: '11:00', categoryName: 'Double' },
});
const SESSION = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION time_zone = '+00:00', sql_mode = 'TRADITIONAL'",
  // Spares a BEGIN: nothing is asked of the server that the booking does not need.
  'SET SESSION autocommit = 0',
];

/** The SQL that one booking cannot do without, on two connections of its own. */
export class BareBooking {
  private constructor(
    private readonly booking: Connection,
    private readonly inventory: Connection,
  ) {}

  static async connect(bookingUrl: string, inventoryUrl: string): Promise<BareBooking> {
    const [booking, inventory] = await Promise.all([bookingUrl, inventoryUrl].map(connect));
    if (!booking || !inventory) throw new Error('no connection');
    return new BareBooking(booking, inventory);
  }

  /** Two transactions with full durability; answers whether there was room. */
  async book(stay: Stay): Promise<boolean> {
    const [id, key, userId] = [randomUUID(), randomUUID(), `guest-${randomUUID()}`];
    if (!(await this.hold(id, userId, stay))) return false;
    await this.write(id, key, userId, stay);
    return true;
  }

  async close(): Promise<void> {
    await Promise.all([this.booking.end(), this.inventory.end()]);
  }

  private async hold(id: string, userId: string, stay: Stay): Promise<boolean> {
    const { hotelId, categoryId, checkInDate, checkOutDate } = stay;
    const { affectedRows } = await this.inventory.execute<UpsertResult>(
      `UPDATE CategoryNight SET held = held + 1
       WHERE categoryId = ? AND date >= ? AND date < ? AND held + sold + 1 <= capacity ORDER BY date`,
      [categoryId, checkInDate, checkOutDate],
    );
    if (affectedRows !== 1) {
      await this.inventory.rollback();
      return false;
    }
    await this.inventory.execute(
      `INSERT INTO Hold (bookingId, status, hotelId, categoryId, checkInDate, checkOutDate, rooms, nights, amount,
                         holder, deadline, createdAt, changedAt)
       VALUES (?, 'HELD', ?, ?, ?, ?, 1, ?, 10000, ?,
               UTC_TIMESTAMP(3) + INTERVAL 665 SECOND, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [id, hotelId, categoryId, checkInDate, checkOutDate, NIGHTS(checkInDate), userId],
    );
    await this.inventory.commit();
    return true;
  }

  private async write(id: string, key: string, userId: string, stay: Stay): Promise<void> {
    const { hotelId, categoryId, checkInDate, checkOutDate } = stay;
    const nights = NIGHTS(checkInDate);
    const reference = randomBytes(6).toString('hex');
    await this.booking.execute(
      `INSERT INTO Booking (id, reference, idempotencyKey, userId, hotelId, roomCategoryId, checkInDate, checkOutDate,
         rooms, totalGuests, guestName, guestEmail, guestLocale, bookingAmount, currency, nights, hotel, status,
         createdAt, expiresAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 1, 'Ada Lovelace', 'ada@example.org', 'en', 10000, 'EUR', ?, ?, 'PENDING',
               UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 600 SECOND)`,
      [id, reference, key, userId, hotelId, categoryId, checkInDate, checkOutDate, nights, HOTEL],
    );
    const response = JSON.stringify({ bookingId: id, reference, userId, ...stay, nights, idempotencyKey: key });
    await this.booking.execute(
      `INSERT INTO IdempotencyKey (userId, operation, \`key\`, fingerprint, bookingId, statusCode, response, createdAt)
       VALUES (?, 'create', ?, ?, ?, 201, ?, UTC_TIMESTAMP(3))`,
      [userId, key, '0'.repeat(64), id, response],
    );
    await this.booking.execute(
      `INSERT INTO Outbox (bookingId, topic, kind, requestId, dueAt, createdAt)
       VALUES (?, 'MAIL', 'held', ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [id, key],
    );
    await this.booking.commit();
  }
}

async function connect(url: string): Promise<Connection> {
  const connection = await createConnection(connectionConfig(url));
  for (const statement of SESSION) await connection.query(statement);
  return connection;
}
