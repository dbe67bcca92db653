import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import type { BookingStatus } from './booking.js';
import { BOOKING_COLUMNS, type BookingNow } from './booking.repository.js';

/** Where a page begins, in the order of the list. */
export interface ListPlace {
  createdAt: Date;
  id: string;
}

/** Bookings of this user, or at this hotel, or both. */
export type BookingScope = { userId: string; hotelId?: number | undefined } | { userId?: undefined; hotelId: number };

export interface ListFilter {
  /** A booking in any of them is listed. */
  scopes: readonly BookingScope[];
  status: BookingStatus | undefined;
  before: ListPlace | undefined;
  limit: number;
}

/** A condition with its values. */
interface Condition {
  sql: string;
  values: unknown[];
}

const NEWEST_FIRST = 'ORDER BY createdAt DESC, id DESC';

/**
 * A PENDING booking past its deadline reads as EXPIRED, in lists too. Each condition is asked for by itself, as an index
 * goes by one status at a time.
 */
const READS_AS: Record<BookingStatus, string[]> = {
  PENDING: ["status = 'PENDING' AND expiresAt > UTC_TIMESTAMP(3)"],
  EXPIRED: ["status = 'EXPIRED'", "status = 'PENDING' AND expiresAt <= UTC_TIMESTAMP(3)"],
  CONFIRMED: ["status = 'CONFIRMED'"],
  CANCELLED: ["status = 'CANCELLED'"],
};

@Injectable()
export class BookingListRepository {
  constructor(private readonly database: Database) {}

  /**
   * Newest first, with the database's clock by which their status is to be read. Each scope gives at most a page from an
   * index, so that a list over many hotels reads some pages and not all of their bookings.
   */
  async find({ scopes, status, before, limit }: ListFilter): Promise<BookingNow[]> {
    const conditions = scopes.flatMap((scope) =>
      readsAs(status).map((state) => allOf([inScope(scope), state, before && olderThan(before)])),
    );
    const parts = conditions.map(({ sql, values }) => ({
      sql: `(SELECT id, createdAt FROM Booking WHERE ${sql} ${NEWEST_FIRST} LIMIT ?)`,
      values: [...values, limit],
    }));
    return this.database.read<BookingNow>(
      `SELECT ${BOOKING_COLUMNS}, UTC_TIMESTAMP(3) AS now FROM Booking
       JOIN (SELECT id FROM (${parts.map(({ sql }) => sql).join(' UNION ')}) AS listed ${NEWEST_FIRST} LIMIT ?) AS page
         USING (id)
       ${NEWEST_FIRST}`,
      [...parts.flatMap(({ values }) => values), limit],
    );
  }
}

function inScope({ userId, hotelId }: BookingScope): Condition {
  return allOf([
    userId !== undefined && { sql: 'userId = ?', values: [userId] },
    hotelId !== undefined && { sql: 'hotelId = ?', values: [hotelId] },
  ]);
}

function readsAs(status: BookingStatus | undefined): (Condition | undefined)[] {
  return status === undefined ? [undefined] : READS_AS[status].map((sql) => ({ sql, values: [] }));
}

/** The first half is what an index can go by. */
function olderThan({ createdAt, id }: ListPlace): Condition {
  return { sql: 'createdAt <= ? AND (createdAt < ? OR id < ?)', values: [createdAt, createdAt, id] };
}

function allOf(conditions: readonly (Condition | false | undefined)[]): Condition {
  const given = conditions.filter((one) => one !== undefined && one !== false);
  return { sql: given.map(({ sql }) => sql).join(' AND '), values: given.flatMap(({ values }) => values) };
}
