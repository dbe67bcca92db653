import { Injectable } from '@nestjs/common';
import { type CalendarDate, nightsOf, type Stay } from '#contracts';
import type { Transaction } from '#database';
import type { Hold } from './hold.js';
import type { AssignedNight } from './room-assignment.js';

/** Which physical room is whose, night by night. */
@Injectable()
export class RoomNightRepository {
  /** Rooms of the category that nobody has on any night of the stay, lowest first. */
  async findFreeThroughout(tx: Transaction, categoryId: number, stay: Stay, limit: number): Promise<number[]> {
    const rows = await tx.query<{ id: number }>(
      `SELECT r.id FROM Room r
       WHERE r.categoryId = ? AND NOT EXISTS (
         SELECT 1 FROM RoomNight n WHERE n.roomId = r.id AND n.date >= ? AND n.date < ?)
       ORDER BY r.id LIMIT ?`,
      [categoryId, stay.checkInDate, stay.checkOutDate, limit],
    );
    return rows.map((row) => row.id);
  }

  /** The free rooms of each night of the stay. */
  async findFreeByNight(tx: Transaction, categoryId: number, stay: Stay) {
    const rooms = await tx.query<{ id: number }>('SELECT id FROM Room WHERE categoryId = ?', [categoryId]);
    const taken = await tx.query<{ roomId: number; date: CalendarDate }>(
      `SELECT n.roomId, n.date FROM RoomNight n JOIN Room r ON r.id = n.roomId
       WHERE r.categoryId = ? AND n.date >= ? AND n.date < ?`,
      [categoryId, stay.checkInDate, stay.checkOutDate],
    );
    const isTaken = new Set(taken.map((night) => `${night.roomId} ${night.date}`));
    return nightsOf(stay).map((date) => ({
      date,
      roomIds: rooms.map((room) => room.id).filter((roomId) => !isTaken.has(`${roomId} ${date}`)),
    }));
  }

  async insert(tx: Transaction, bookingId: string, nights: readonly AssignedNight[]): Promise<void> {
    await tx.execute(
      `INSERT INTO RoomNight (roomId, date, bookingId) VALUES ${nights.map(() => '(?, ?, ?)').join(', ')}`,
      nights.flatMap(({ roomId, date }) => [roomId, date, bookingId]),
    );
  }

  /**
   * Gives the hold the lowest rooms that nobody has on any of its nights, with one statement; answers how many room
   * nights it got. The nights must be locked: nobody else may be choosing rooms on them.
   */
  async insertFreeThroughout(tx: Transaction, hold: Pick<Hold, 'bookingId' | 'categoryId' | 'rooms'> & Stay) {
    const { matched } = await tx.execute(
      `INSERT INTO RoomNight (roomId, date, bookingId)
       SELECT free.id, w.date, ? FROM (
         SELECT r.id FROM Room r
         WHERE r.categoryId = ? AND NOT EXISTS (
           SELECT 1 FROM RoomNight n WHERE n.roomId = r.id AND n.date >= ? AND n.date < ?)
         ORDER BY r.id LIMIT ?) AS free
       JOIN JSON_TABLE(?, '$[*]' COLUMNS (date DATE PATH '$')) AS w`,
      [
        ...[hold.bookingId, hold.categoryId, hold.checkInDate, hold.checkOutDate, hold.rooms],
        JSON.stringify(nightsOf(hold)),
      ],
    );
    return matched;
  }

  async remove(tx: Transaction, bookingId: string): Promise<void> {
    await tx.execute('DELETE FROM RoomNight WHERE bookingId = ?', [bookingId]);
  }
}
