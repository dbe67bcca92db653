import { Injectable } from '@nestjs/common';
import { type CalendarDate, nightsOf, type Stay } from '#contracts';
import { Database, type Reader, type Transaction } from '#database';
import type { StayInRoom } from './plan-rooms.js';

interface RoomNight {
  roomId: number;
  date: CalendarDate;
}

/** Rows of one statement. */
const MOST_AT_ONCE = 1_000;
/** Stays: a plan of so many takes a tenth of a second, in which nothing else is done. */
const MOST_IN_A_PLAN = 500;

/** Which physical room is whose, night by night, and who is still without one. */
@Injectable()
export class RoomNightRepository {
  constructor(private readonly database: Database) {}

  /** Categories in which somebody has bought nights and has no room yet. */
  async findCategoriesDue(): Promise<number[]> {
    const rows = await this.database.query<{ categoryId: number }>(
      'SELECT DISTINCT categoryId FROM Hold WHERE roomsDue = TRUE AND checkOutDate >= UTC_DATE()',
    );
    return rows.map(({ categoryId }) => categoryId);
  }

  /** How many stays have been without a room for longer than this. */
  async countDue(seconds: number): Promise<number> {
    const [row] = await this.database.query<{ due: number }>(
      `SELECT COUNT(*) AS due FROM Hold
       WHERE roomsDue = TRUE AND checkOutDate >= UTC_DATE() AND changedAt < UTC_TIMESTAMP(3) - INTERVAL ? SECOND`,
      [seconds],
    );
    return row?.due ?? 0;
  }

  /** One plan of a category is made at a time; who adds rooms to it waits. Answers the hotel's calendar, and its clock. */
  async lockCategory(tx: Transaction, categoryId: number): Promise<{ timezone: string; now: Date } | undefined> {
    await tx.query('SELECT id FROM RoomCategory WHERE id = ? FOR UPDATE', [categoryId]);
    // By itself: who changes a hotel locks it before its categories.
    const [row] = await tx.query<{ timezone: string; now: Date }>(
      `SELECT h.timezone, UTC_TIMESTAMP(3) AS now FROM RoomCategory c JOIN Hotel h ON h.id = c.hotelId WHERE c.id = ?`,
      [categoryId],
    );
    return row;
  }

  async findRooms(reader: Reader, categoryId: number): Promise<number[]> {
    const rows = await reader.query<{ id: number }>('SELECT id FROM Room WHERE categoryId = ? ORDER BY id', [
      categoryId,
    ]);
    return rows.map(({ id }) => id);
  }

  /** Locks sold stays that are without a room, oldest first; one that somebody keeps locked has its turn later. */
  async lockDue(tx: Transaction, categoryId: number): Promise<(Stay & { bookingId: string; rooms: number })[]> {
    return tx.query(
      `SELECT bookingId, checkInDate, checkOutDate, rooms FROM Hold
       WHERE roomsDue = TRUE AND categoryId = ? AND checkOutDate >= UTC_DATE()
       ORDER BY changedAt, bookingId LIMIT ${MOST_IN_A_PLAN} FOR UPDATE SKIP LOCKED`,
      [categoryId],
    );
  }

  /** The stays that have a room, as far as they go on after `from`: of those that began before, the later nights. */
  async findStays(reader: Reader, categoryId: number, from: CalendarDate): Promise<StayInRoom[]> {
    return reader.query<StayInRoom>(
      `SELECT n.roomId, n.bookingId, MIN(n.date) AS checkInDate, MAX(n.date) + INTERVAL 1 DAY AS checkOutDate
       FROM Room r STRAIGHT_JOIN RoomNight n ON n.roomId = r.id
       WHERE r.categoryId = ? AND n.date >= ?
       GROUP BY n.roomId, n.bookingId`,
      [categoryId, from],
    );
  }

  /** Locks the holds of these bookings; answers how many are sold. */
  async lockSold(tx: Transaction, bookingIds: readonly string[]): Promise<number> {
    if (bookingIds.length === 0) return 0;
    const rows = await tx.query(
      `SELECT bookingId FROM Hold WHERE bookingId IN (${marksOf(bookingIds)}) AND status = 'CONFIRMED'
       ORDER BY bookingId FOR UPDATE`,
      bookingIds,
    );
    return rows.length;
  }

  async insert(tx: Transaction, stays: readonly StayInRoom[]): Promise<void> {
    const nights = stays.flatMap(({ roomId, bookingId, ...stay }) =>
      nightsOf(stay).map((date) => [roomId, date, bookingId] as const),
    );
    for (let from = 0; from < nights.length; from += MOST_AT_ONCE) {
      const some = nights.slice(from, from + MOST_AT_ONCE);
      await tx.execute(
        `INSERT INTO RoomNight (roomId, date, bookingId) VALUES ${some.map(() => '(?, ?, ?)').join(', ')}`,
        some.flat(),
      );
    }
  }

  /** Takes back what stays have of their rooms. */
  async removeStays(tx: Transaction, stays: readonly StayInRoom[]): Promise<void> {
    for (const { roomId, checkInDate, checkOutDate } of stays) {
      await tx.execute('DELETE FROM RoomNight WHERE roomId = ? AND date >= ? AND date < ?', [
        ...[roomId, checkInDate, checkOutDate],
      ]);
    }
  }

  async markPlaced(tx: Transaction, bookingIds: readonly string[]): Promise<void> {
    if (bookingIds.length === 0) return;
    await tx.execute(`UPDATE Hold SET roomsDue = FALSE WHERE bookingId IN (${marksOf(bookingIds)})`, bookingIds);
  }

  /** The room nights of these bookings. */
  async findNights(bookingIds: readonly string[]): Promise<(RoomNight & { bookingId: string })[]> {
    if (bookingIds.length === 0) return [];
    return this.database.read(
      `SELECT bookingId, roomId, date FROM RoomNight WHERE bookingId IN (${marksOf(bookingIds)})`,
      bookingIds,
    );
  }

  /** Takes back all rooms of bookings. */
  async remove(tx: Transaction, bookings: readonly { bookingId: string }[]): Promise<void> {
    if (bookings.length === 0) return;
    const ids = bookings.map(({ bookingId }) => bookingId);
    await tx.execute(`DELETE FROM RoomNight WHERE bookingId IN (${marksOf(ids)})`, ids);
  }
}

function marksOf(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
