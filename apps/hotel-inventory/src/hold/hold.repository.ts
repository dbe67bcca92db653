import { Injectable } from '@nestjs/common';
import type { Stay } from '#contracts';
import { Database, type Reader, type Transaction } from '#database';
import type { Hold, Tombstone } from './hold.js';

const COLUMNS = `bookingId, status, hotelId, categoryId, checkInDate, checkOutDate, rooms, nights, amount, deadline,
                 holder`;

@Injectable()
export class HoldRepository {
  constructor(private readonly database: Database) {}

  /** Inserts HELD rows. A second hold of an id is a duplicate key. */
  async insert(tx: Transaction, holds: readonly Omit<Hold, 'status'>[]): Promise<void> {
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

  /** Those of the ids that have a hold already, or had one. */
  async findKnown(reader: Reader, bookingIds: readonly string[]): Promise<string[]> {
    const rows = await reader.query<{ bookingId: string }>(
      `SELECT bookingId FROM Hold WHERE bookingId IN (${bookingIds.map(() => '?').join(', ')})`,
      bookingIds,
    );
    return rows.map((row) => row.bookingId);
  }

  /** Leaves a RELEASED row for a hold that never came, unless there is a row; answers whether it did. */
  async insertTombstone(tx: Transaction, bookingId: string): Promise<boolean> {
    const { matched } = await tx.execute(
      `INSERT IGNORE INTO Hold (bookingId, status, createdAt, changedAt)
       VALUES (?, 'RELEASED', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [bookingId],
    );
    return matched === 1;
  }

  /** Locks the hold until the transaction ends. Always before its nights. */
  async lock(tx: Transaction, bookingId: string): Promise<Hold | Tombstone | undefined> {
    const [row] = await tx.query<Hold | Tombstone>(`SELECT ${COLUMNS} FROM Hold WHERE bookingId = ? FOR UPDATE`, [
      bookingId,
    ]);
    return row;
  }

  /** As `lock`, of many: in the order of their ids, in which two who want the same ones cannot deadlock. */
  async lockAll(tx: Transaction, bookingIds: readonly string[]): Promise<(Hold | Tombstone)[]> {
    return tx.query<Hold | Tombstone>(
      `SELECT ${COLUMNS} FROM Hold WHERE bookingId IN (${bookingIds.map(() => '?').join(', ')})
       ORDER BY bookingId FOR UPDATE`,
      bookingIds,
    );
  }

  /** Ends or confirms HELD holds, which are locked; answers how many. */
  async moveAll(tx: Transaction, bookingIds: readonly string[], status: 'CONFIRMED' | 'RELEASED'): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE Hold SET status = ?, changedAt = UTC_TIMESTAMP(3)
       WHERE bookingId IN (${bookingIds.map(() => '?').join(', ')}) AND status = 'HELD'`,
      [status, ...bookingIds],
    );
    return matched;
  }

  /** A lease is only ever made longer. */
  async extend(tx: Transaction, bookingId: string, leaseSeconds: number): Promise<void> {
    await tx.execute(
      `UPDATE Hold SET deadline = GREATEST(deadline, UTC_TIMESTAMP(3) + INTERVAL ? SECOND) WHERE bookingId = ?`,
      [leaseSeconds, bookingId],
    );
  }

  /** A lapsed hold that took its nights again, at the prices of now. */
  async revive(
    tx: Transaction,
    hold: Pick<Hold, 'bookingId' | 'nights' | 'amount' | 'holder'>,
    leaseSeconds: number,
  ): Promise<void> {
    await tx.execute(
      `UPDATE Hold SET status = 'HELD', nights = ?, amount = ?, holder = ?, deadline = UTC_TIMESTAMP(3) + INTERVAL ? SECOND,
                       changedAt = UTC_TIMESTAMP(3)
       WHERE bookingId = ? AND status = 'LAPSED'`,
      [JSON.stringify(hold.nights), hold.amount, hold.holder, leaseSeconds, hold.bookingId],
    );
  }

  /** Ends or confirms a hold as it was read. Fails when it is another status by now: its nights would count twice. */
  async setStatus(
    tx: Transaction,
    hold: Pick<Hold, 'bookingId' | 'status'>,
    status: 'CONFIRMED' | 'RELEASED' | 'LAPSED',
  ): Promise<void> {
    const { matched } = await tx.execute(
      'UPDATE Hold SET status = ?, changedAt = UTC_TIMESTAMP(3) WHERE bookingId = ? AND status = ?',
      [status, hold.bookingId, hold.status],
    );
    if (matched !== 1) throw new Error(`hold ${hold.bookingId}: it is no longer ${hold.status}`);
  }

  /** Locks a hold only if its lease ended before `now` (the database's clock when undefined). */
  async lockLapsed(tx: Transaction, bookingId: string, now?: Date): Promise<Hold | undefined> {
    const [row] = await tx.query<Hold>(
      `SELECT ${COLUMNS} FROM Hold
       WHERE bookingId = ? AND status = 'HELD' AND deadline < COALESCE(?, UTC_TIMESTAMP(3)) FOR UPDATE`,
      [bookingId, now ?? null],
    );
    return row;
  }

  /** Holds whose lease ended before `now`, oldest first, without the first `skip`. */
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

  /** Holds whose lease has ended and that keep nights of the stay. */
  async findLapsedOn(categoryId: number, stay: Stay): Promise<string[]> {
    const rows = await this.database.query<{ bookingId: string }>(
      `SELECT bookingId FROM Hold
       WHERE status = 'HELD' AND deadline < UTC_TIMESTAMP(3) AND categoryId = ? AND checkInDate < ? AND checkOutDate > ?
       ORDER BY deadline`,
      [categoryId, stay.checkOutDate, stay.checkInDate],
    );
    return rows.map((row) => row.bookingId);
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
