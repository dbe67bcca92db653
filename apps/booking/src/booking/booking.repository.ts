import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { type Booking, type BookingStatus, sourcesOf } from './booking.js';

export const BOOKING_COLUMNS = `id, reference, idempotencyKey, userId, hotelId, roomCategoryId, checkInDate, checkOutDate, rooms,
  totalGuests, guestName, guestEmail, guestLocale, specialRequests, bookingAmount, currency, nights, hotel, status,
  createdAt, expiresAt, confirmedAt, cancelledAt, expiredAt`;

/** Where a move leaves its instant. */
const INSTANT: Record<Exclude<BookingStatus, 'PENDING'>, string> = {
  CONFIRMED: 'confirmedAt',
  CANCELLED: 'cancelledAt',
  EXPIRED: 'expiredAt',
};

/** What changes of a booking with time, and the database's clock when it was read. */
export type BookingState = Pick<Booking, 'id' | 'status' | 'expiresAt'> & { now: Date };

/** A booking with the database's clock at the moment it was read. */
export type BookingNow = Booking & { now: Date };

/** A booking, and the user whose own it must be. */
export interface OwnBooking {
  id: string;
  userId: string;
}

/** Whose a booking is and where; nulls where there is none. */
export interface Whereabouts {
  userId: string | null;
  hotelId: number | null;
}

/** The statements that every booking runs: typed SQL, since model calls would cost half of the throughput. */
@Injectable()
export class BookingRepository {
  constructor(private readonly database: Database) {}

  async insert(tx: Transaction, bookings: readonly Booking[]): Promise<void> {
    await tx.execute(
      `INSERT INTO Booking (id, reference, idempotencyKey, userId, hotelId, roomCategoryId, checkInDate, checkOutDate,
         rooms, totalGuests, guestName, guestEmail, guestLocale, specialRequests, bookingAmount, currency, nights, hotel,
         status, createdAt, expiresAt)
       VALUES ${bookings.map(() => "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', ?, ?)").join(', ')}`,
      bookings.flatMap((booking) => [
        ...[booking.id, booking.reference, booking.idempotencyKey, booking.userId],
        ...[booking.hotelId, booking.roomCategoryId, booking.checkInDate, booking.checkOutDate],
        ...[booking.rooms, booking.totalGuests, booking.guestName, booking.guestEmail, booking.guestLocale],
        ...[booking.specialRequests, booking.bookingAmount, booking.currency],
        ...[JSON.stringify(booking.nights), JSON.stringify(booking.hotel), booking.createdAt, booking.expiresAt],
      ]),
    );
  }

  /** How bookings stand now, by the database's clock; nothing of those that are not there. */
  async findStates(ids: readonly string[]): Promise<BookingState[]> {
    return this.database.read<BookingState>(
      `SELECT id, status, expiresAt, UTC_TIMESTAMP(3) AS now FROM Booking WHERE id IN (${marks(ids)})`,
      ids,
    );
  }

  /** Bookings, each if it is the user's own; others are not even read. */
  async findOwn(asked: readonly OwnBooking[]): Promise<BookingNow[]> {
    return this.database.read<BookingNow>(
      `SELECT ${BOOKING_COLUMNS}, UTC_TIMESTAMP(3) AS now FROM Booking
       WHERE ${asked.map(() => '(id = ? AND userId = ?)').join(' OR ')}`,
      asked.flatMap(({ id, userId }) => [id, userId]),
    );
  }

  /** In the places of the ids, with a row for each: what is not there takes as much as what is. */
  async locate(ids: readonly string[]): Promise<Whereabouts[]> {
    return this.database.read<Whereabouts>(
      `SELECT b.userId, b.hotelId
       FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id CHAR(36) CHARACTER SET ascii PATH '$')) AS asked
       LEFT JOIN Booking b ON b.id = asked.id COLLATE ascii_bin ORDER BY asked.place`,
      [JSON.stringify(ids)],
    );
  }

  async findMany(ids: readonly string[]): Promise<BookingNow[]> {
    if (ids.length === 0) return [];
    return this.database.read<BookingNow>(
      `SELECT ${BOOKING_COLUMNS}, UTC_TIMESTAMP(3) AS now FROM Booking WHERE id IN (${marks(ids)})`,
      ids,
    );
  }

  /** Moves those of the bookings that the table of transitions allows it from where they are; answers which. */
  async move(tx: Transaction, ids: readonly string[], to: keyof typeof INSTANT): Promise<string[]> {
    const sources = sourcesOf(to);
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM Booking WHERE id IN (${marks(ids)}) AND status IN (${marks(sources)}) ORDER BY id FOR UPDATE`,
      [...ids, ...sources],
    );
    const movable = rows.map(({ id }) => id);
    if (movable.length === 0) return [];
    await tx.execute(
      `UPDATE Booking SET status = ?, ${INSTANT[to]} = UTC_TIMESTAMP(3)
       WHERE id IN (${marks(movable)}) AND status IN (${marks(sources)})`,
      [to, ...movable, ...sources],
    );
    return movable;
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
    await tx.execute(`UPDATE Booking SET remindedAt = UTC_TIMESTAMP(3) WHERE id IN (${marks(ids)})`, ids);
  }
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
