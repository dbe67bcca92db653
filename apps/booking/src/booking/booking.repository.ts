import { Injectable } from '@nestjs/common';
import { Database, type Reader, type Transaction } from '#database';
import { type Booking, type BookingStatus, sourcesOf } from './booking.js';

const COLUMNS = `id, reference, idempotencyKey, userId, hotelId, roomCategoryId, checkInDate, checkOutDate, rooms,
  totalGuests, guestName, guestEmail, guestLocale, specialRequests, bookingAmount, currency, nights, hotel, status,
  createdAt, expiresAt, confirmedAt, cancelledAt, expiredAt`;

/** Where a move leaves its instant. */
const INSTANT: Record<Exclude<BookingStatus, 'PENDING'>, string> = {
  CONFIRMED: 'confirmedAt',
  CANCELLED: 'cancelledAt',
  EXPIRED: 'expiredAt',
};

/** A booking with the database's clock at the moment it was read. */
export type BookingNow = Booking & { now: Date };

/** The statements that every booking runs: typed SQL, since model calls would cost half of the throughput. */
@Injectable()
export class BookingRepository {
  constructor(private readonly database: Database) {}

  async insert(tx: Transaction, booking: Booking): Promise<void> {
    await tx.execute(
      `INSERT INTO Booking (id, reference, idempotencyKey, userId, hotelId, roomCategoryId, checkInDate, checkOutDate,
         rooms, totalGuests, guestName, guestEmail, guestLocale, specialRequests, bookingAmount, currency, nights, hotel,
         status, createdAt, expiresAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', ?, ?)`,
      [
        booking.id,
        booking.reference,
        booking.idempotencyKey,
        booking.userId,
        booking.hotelId,
        booking.roomCategoryId,
        booking.checkInDate,
        booking.checkOutDate,
        booking.rooms,
        booking.totalGuests,
        booking.guestName,
        booking.guestEmail,
        booking.guestLocale,
        booking.specialRequests,
        booking.bookingAmount,
        booking.currency,
        JSON.stringify(booking.nights),
        JSON.stringify(booking.hotel),
        booking.createdAt,
        booking.expiresAt,
      ],
    );
  }

  async find(id: string, reader: Reader = this.database): Promise<BookingNow | undefined> {
    const [row] = await reader.query<BookingNow>(
      `SELECT ${COLUMNS}, UTC_TIMESTAMP(3) AS now FROM Booking WHERE id = ?`,
      [id],
    );
    return row;
  }

  /** The booking if it is the user's own or at one of the hotels; others are not even read. */
  async findFor(id: string, userId: string, hotelIds: readonly number[]): Promise<BookingNow | undefined> {
    const atHotel = hotelIds.length > 0 ? `OR hotelId IN (${hotelIds.map(() => '?').join(', ')})` : '';
    const [row] = await this.database.query<BookingNow>(
      `SELECT ${COLUMNS}, UTC_TIMESTAMP(3) AS now FROM Booking WHERE id = ? AND (userId = ? ${atHotel})`,
      [id, userId, ...hotelIds],
    );
    return row;
  }

  async findMany(ids: readonly string[]): Promise<Booking[]> {
    if (ids.length === 0) return [];
    return this.database.query<Booking>(
      `SELECT ${COLUMNS} FROM Booking WHERE id IN (${ids.map(() => '?').join(', ')})`,
      ids,
    );
  }

  /** Moves the booking if the table of transitions allows it from where it is; answers whether it did. */
  async move(tx: Transaction, id: string, to: keyof typeof INSTANT): Promise<boolean> {
    const sources = sourcesOf(to);
    const { matched } = await tx.execute(
      `UPDATE Booking SET status = ?, ${INSTANT[to]} = UTC_TIMESTAMP(3)
       WHERE id = ? AND status IN (${sources.map(() => '?').join(', ')})`,
      [to, id, ...sources],
    );
    return matched === 1;
  }

  /** Locks some PENDING bookings whose deadline lies `graceSeconds` or more before `now`, oldest first. */
  async lockOverdue(tx: Transaction, graceSeconds: number, limit: number, now?: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM Booking
       WHERE status = 'PENDING' AND expiresAt < COALESCE(?, UTC_TIMESTAMP(3)) - INTERVAL ? SECOND
       ORDER BY expiresAt LIMIT ? FOR UPDATE SKIP LOCKED`,
      [now ?? null, graceSeconds, limit],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Locks some PENDING bookings that end within `leadSeconds` of `now`, were not reminded yet, and are at least that
   * old: a guest who has just booked needs no reminder.
   */
  async lockToRemind(tx: Transaction, leadSeconds: number, limit: number, now?: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM Booking
       WHERE status = 'PENDING' AND remindedAt IS NULL
         AND expiresAt > COALESCE(?, UTC_TIMESTAMP(3))
         AND expiresAt <= COALESCE(?, UTC_TIMESTAMP(3)) + INTERVAL ? SECOND
         AND createdAt <= COALESCE(?, UTC_TIMESTAMP(3)) - INTERVAL ? SECOND
       ORDER BY expiresAt LIMIT ? FOR UPDATE SKIP LOCKED`,
      [now ?? null, now ?? null, leadSeconds, now ?? null, leadSeconds, limit],
    );
    return rows.map((row) => row.id);
  }

  async markReminded(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.execute(
      `UPDATE Booking SET remindedAt = UTC_TIMESTAMP(3) WHERE id IN (${ids.map(() => '?').join(', ')})`,
      ids,
    );
  }
}
