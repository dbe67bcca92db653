import { Injectable } from '@nestjs/common';
import { Database, type Reader, type Transaction } from '#database';
import { type Hold, isTombstone, type LiveHold, type RoomStay, type Tombstone } from './hold.js';
import type { Claim } from './claim.js';
import { ABANDONED_WINDOW_S } from './holder.js';
import { changesOf, TAKEN } from './night-changes.js';

const COLUMNS = `bookingId, status, hotelId, categoryId, checkInDate, checkOutDate, rooms, nights, amount, deadline, holder,
  status = 'CONFIRMED' AND changedAt > UTC_TIMESTAMP(3) - INTERVAL ${ABANDONED_WINDOW_S} SECOND AS isJustSold,
  status = 'HELD' AND deadline < COALESCE(?, UTC_TIMESTAMP(3)) AS isOver`;

/** What there is of a booking; at the instant at which it was read. */
export type Found = (Hold | Tombstone) & { isJustSold: number; isOver: number };

export type LapsedHold = RoomStay & { bookingId: string };

/** Of what was found, the holds with this status. */
export function isIn(status: Hold['status']): (found: Found) => found is Found & Hold {
  return (found): found is Found & Hold => !isTombstone(found) && found.status === status;
}

@Injectable()
export class HoldRepository {
  constructor(private readonly database: Database) {}

  /** Inserts HELD rows. A second hold of an id is a duplicate key. */
  async insert(tx: Transaction, holds: readonly Omit<Hold, 'status'>[]): Promise<void> {
    if (holds.length === 0) return;
    await tx.execute(
      `INSERT INTO Hold (bookingId, status, hotelId, categoryId, checkInDate, checkOutDate, rooms, nights, amount,
                         holder, deadline, createdAt, changedAt)
       VALUES ${holds.map(() => "(?, 'HELD', ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))").join(', ')}`,
      holds.flatMap((hold) => [
        ...[hold.bookingId, hold.hotelId, hold.categoryId, hold.checkInDate, hold.checkOutDate, hold.rooms],
        ...[JSON.stringify(hold.nights), hold.amount, hold.holder, hold.deadline],
      ]),
    );
  }

  /** What there is of these bookings. Locked in the order of their ids, in which two who want the same cannot deadlock. */
  async find(
    reader: Reader,
    bookingIds: readonly string[],
    lock: '' | 'FOR UPDATE' = '',
    now?: Date,
  ): Promise<Map<string, Found>> {
    const rows = await reader.query<Found>(
      `SELECT ${COLUMNS} FROM Hold WHERE bookingId IN (${marksOf(bookingIds)}) ORDER BY bookingId ${lock}`,
      [now ?? null, ...bookingIds],
    );
    return new Map(rows.map((row) => [row.bookingId, row]));
  }

  /**
   * Leaves a RELEASED row for each booking that has none, so that a hold that comes later takes nothing; locks the
   * others. It waits for one that is just being written, and leaves no gap locked.
   */
  async insertTombstones(tx: Transaction, bookingIds: readonly string[]): Promise<void> {
    await tx.execute(
      `INSERT INTO Hold (bookingId, status, createdAt, changedAt)
       VALUES ${bookingIds.map(() => "(?, 'RELEASED', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))").join(', ')}
       ON DUPLICATE KEY UPDATE bookingId = VALUES(bookingId)`,
      [...bookingIds].sort(),
    );
  }

  /** Takes back rows that this transaction has just inserted. */
  async remove(tx: Transaction, bookingIds: readonly string[]): Promise<void> {
    if (bookingIds.length === 0) return;
    await tx.execute(`DELETE FROM Hold WHERE bookingId IN (${marksOf(bookingIds)})`, bookingIds);
  }

  /** Brings holds, which are locked, from their status to another. Those that are sold are to get rooms. */
  async move(tx: Transaction, holds: readonly Hold[], to: 'CONFIRMED' | 'RELEASED' | 'LAPSED'): Promise<void> {
    if (holds.length === 0) return;
    const { matched } = await tx.execute(
      `UPDATE Hold SET status = ?, roomsDue = ?, changedAt = UTC_TIMESTAMP(3)
       WHERE (bookingId, status) IN (${holds.map(() => '(?, ?)').join(', ')})
         AND bookingId IN (${marksOf(holds)})`,
      [
        to,
        to === 'CONFIRMED',
        ...holds.flatMap(({ bookingId, status }) => [bookingId, status]),
        ...holds.map(({ bookingId }) => bookingId),
      ],
    );
    if (matched !== holds.length) throw new Error(`${holds.length} holds were to be ${to}, ${matched} are`);
  }

  /** What ending holds of these bookings touches. */
  async claims(asked: readonly { bookingId: string }[]): Promise<Claim[]> {
    const found = await this.find(
      this.database,
      asked.map(({ bookingId }) => bookingId),
    );
    return asked.map(({ bookingId }) => {
      const hold = found.get(bookingId);
      if (!hold || isTombstone(hold)) return { bookingId, nights: [] };
      return { bookingId, holder: hold.holder, nights: changesOf([{ stay: hold, effect: TAKEN }]) };
    });
  }

  /** Makes leases longer, never shorter; answers of how many holds, which are HELD. */
  async extend(tx: Transaction, holds: readonly Pick<Hold, 'bookingId' | 'deadline'>[]): Promise<number> {
    let extended = 0;
    // As a rule all of a batch end at one instant.
    for (const deadline of new Set(holds.map((hold) => hold.deadline.getTime()))) {
      const ids = holds.filter((hold) => hold.deadline.getTime() === deadline).map(({ bookingId }) => bookingId);
      const { matched } = await tx.execute(
        `UPDATE Hold SET deadline = GREATEST(deadline, ?) WHERE bookingId IN (${marksOf(ids)}) AND status = 'HELD'`,
        [new Date(deadline), ...ids],
      );
      extended += matched;
    }
    return extended;
  }

  /** A lapsed hold that takes its nights again, at the prices of now. */
  async revive(tx: Transaction, hold: LiveHold): Promise<void> {
    await tx.execute(
      `UPDATE Hold SET status = 'HELD', nights = ?, amount = ?, holder = ?, deadline = ?, changedAt = UTC_TIMESTAMP(3)
       WHERE bookingId = ? AND status = 'LAPSED'`,
      [JSON.stringify(hold.nights), hold.amount, hold.holder, hold.deadline, hold.bookingId],
    );
  }

  /** Holds whose lease ended before `now` (the database's clock when undefined), oldest first, without the first `skip`. */
  async findLapsed(limit: number, skip: number, now?: Date): Promise<string[]> {
    const rows = await this.database.query<{ bookingId: string }>(
      `SELECT bookingId FROM Hold WHERE status = 'HELD' AND deadline < COALESCE(?, UTC_TIMESTAMP(3))
       ORDER BY deadline, bookingId LIMIT ? OFFSET ?`,
      [now ?? null, limit, skip],
    );
    return rows.map((row) => row.bookingId);
  }

  /** For how long the hold whose lease ended first has been waiting for the sweep; 0 when there is none. */
  async overdueSeconds(): Promise<number> {
    const [row] = await this.database.query<{ seconds: number | null }>(
      `SELECT TIMESTAMPDIFF(MICROSECOND, MIN(deadline), UTC_TIMESTAMP(3)) / 1e6 AS seconds
       FROM Hold WHERE status = 'HELD'`,
    );
    return Math.max(0, row?.seconds ?? 0);
  }

  /** Holds in these categories whose lease has ended, and that keep nights all the same. */
  async findLapsedIn(reader: Reader, categoryIds: readonly number[]): Promise<LapsedHold[]> {
    return reader.query<LapsedHold>(
      `SELECT bookingId, categoryId, checkInDate, checkOutDate, rooms FROM Hold
       WHERE status = 'HELD' AND deadline < UTC_TIMESTAMP(3) AND categoryId IN (${marksOf(categoryIds)})`,
      categoryIds,
    );
  }

  /**
   * CONFIRMED holds in the order in which they became so, after a place in that order. The last seconds are left out:
   * a transaction under way may still commit an earlier place.
   */
  async findConfirmed(after: { changedAt: Date; bookingId: string }, limit: number) {
    return this.database.query<{ bookingId: string; changedAt: Date }>(
      `SELECT bookingId, changedAt FROM Hold
       WHERE status = 'CONFIRMED' AND changedAt >= ? AND (changedAt > ? OR bookingId > ?)
         AND changedAt < UTC_TIMESTAMP(3) - INTERVAL 10 SECOND
       ORDER BY changedAt, bookingId LIMIT ?`,
      [after.changedAt, after.changedAt, after.bookingId, limit],
    );
  }
}

function marksOf(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
