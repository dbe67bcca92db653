import { Injectable } from '@nestjs/common';
import { Database, type Reader, type Transaction } from '#database';
import { ABANDONED_WINDOW_S, type HolderCount, type HoldLimits } from './holder.js';

/** Whether the window of abandoned holds is over; null, where nothing was abandoned, is neither over nor not. */
const WINDOW_IS_OVER = `abandonedSince <= UTC_TIMESTAMP(3) - INTERVAL ${ABANDONED_WINDOW_S} SECOND`;

/** A holder's counter beside the holds that it should count. */
export interface CountedHolder {
  holderId: string;
  live: number;
  held: number;
  /** Nothing is remembered of the holder: the row can go. */
  idle: boolean;
}

/** Counts how much each guest keeps from others. A row is locked after its hold and before the nights. */
@Injectable()
export class HolderRepository {
  constructor(private readonly database: Database) {}

  /** What is counted of these holders; nothing of those who are unknown. */
  async findAll(reader: Reader, holderIds: readonly string[]): Promise<(HolderCount & { holderId: string })[]> {
    return reader.query(
      `SELECT holderId, live, IF(${WINDOW_IS_OVER}, 0, abandoned) AS abandoned FROM Holder
       WHERE holderId IN (${holderIds.map(() => '?').join(', ')})`,
      holderIds,
    );
  }

  /** Rows for holders who were unknown, each with one live hold. One who is known by now is a duplicate key. */
  async insertLive(tx: Transaction, holderIds: readonly string[]): Promise<void> {
    await tx.execute(
      `INSERT INTO Holder (holderId, live) VALUES ${holderIds.map(() => '(?, 1)').join(', ')}`,
      holderIds,
    );
  }

  /** What is counted of the holder, and in how many seconds the window of abandoned holds is over. */
  async find(reader: Reader, holderId: string): Promise<(HolderCount & { windowEndsIn: number | null }) | undefined> {
    const [row] = await reader.query<HolderCount & { windowEndsIn: number | null }>(
      `SELECT live, IF(${WINDOW_IS_OVER}, 0, abandoned) AS abandoned,
              ${secondsUntil(`abandonedSince + INTERVAL ${ABANDONED_WINDOW_S} SECOND`)} AS windowEndsIn
       FROM Holder WHERE holderId = ?`,
      [holderId],
    );
    return row;
  }

  /** In how many seconds the first of the holder's live holds ends. */
  async findNextEnd(reader: Reader, holderId: string): Promise<number | null> {
    const [row] = await reader.query<{ endsIn: number | null }>(
      `SELECT ${secondsUntil('MIN(deadline)')} AS endsIn FROM Hold
       WHERE holder = ? AND status = 'HELD'`,
      [holderId],
    );
    return row?.endsIn ?? null;
  }

  /** One more live hold of each, but for those at a limit or unknown; answers of how many it was counted. */
  async addLive(tx: Transaction, holderIds: readonly string[], limits: HoldLimits): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE Holder SET live = live + 1
       WHERE holderId IN (${holderIds.map(() => '?').join(', ')}) AND (? = 0 OR live < ?) AND (? = 0 OR abandoned < ? OR ${WINDOW_IS_OVER})`,
      [...holderIds, limits.live, limits.live, limits.abandoned, limits.abandoned],
    );
    return matched;
  }

  /** A row of zeros, unless there is one. Not INSERT IGNORE: its shared lock on a row that is there would deadlock. */
  async insertMissing(tx: Transaction, holderId: string): Promise<void> {
    await tx.execute('INSERT INTO Holder (holderId) VALUES (?) ON DUPLICATE KEY UPDATE holderId = holderId', [
      holderId,
    ]);
  }

  /** One live hold less for each. Below zero it would only come where an older version took a hold again without counting it. */
  async removeLive(tx: Transaction, holderIds: readonly string[]): Promise<void> {
    await tx.execute(
      `UPDATE Holder SET live = live - 1 WHERE holderId IN (${holderIds.map(() => '?').join(', ')}) AND live > 0`,
      holderIds,
    );
  }

  /** As `removeLive`, and one more abandoned; the first one after a window's end begins a new window. */
  async removeAbandoned(tx: Transaction, holderIds: readonly string[]): Promise<void> {
    // The assignments are made in this order: the last one must not change what the one before it looks at.
    await tx.execute(
      `UPDATE Holder
       SET live = IF(live > 0, live - 1, 0),
           abandoned = IF(abandonedSince IS NULL OR ${WINDOW_IS_OVER}, 1, abandoned + 1),
           abandonedSince = IF(abandonedSince IS NULL OR ${WINDOW_IS_OVER}, UTC_TIMESTAMP(3), abandonedSince)
       WHERE holderId IN (${holderIds.map(() => '?').join(', ')})`,
      holderIds,
    );
  }

  /** Holders page by page, each with what its holds say: one statement, so one view of both. */
  async findCounted(after: string, limit: number): Promise<CountedHolder[]> {
    const rows = await this.database.query<Omit<CountedHolder, 'idle'> & { idle: number }>(
      `SELECT holderId, live, live = 0 AND (abandonedSince IS NULL OR ${WINDOW_IS_OVER}) AS idle,
              (SELECT COUNT(*) FROM Hold h WHERE h.holder = Holder.holderId AND h.status = 'HELD') AS held
       FROM Holder WHERE holderId > ? ORDER BY holderId LIMIT ?`,
      [after, limit],
    );
    return rows.map((row) => ({ ...row, idle: Boolean(row.idle) }));
  }

  /** Holders of live holds whom nobody counts. */
  async findUncounted(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ holder: string }>(
      `SELECT DISTINCT holder FROM Hold
       WHERE status = 'HELD' AND holder IS NOT NULL AND holder NOT IN (SELECT holderId FROM Holder) LIMIT ?`,
      [limit],
    );
    return rows.map((row) => row.holder);
  }

  /**
   * Sets the counter to the holder's live holds. Whoever moves a hold into or out of HELD changes the counter in the
   * same transaction. With the row locked, such a transaction has either committed, and the count, a statement of its
   * own at READ COMMITTED, sees its hold; or it will add its part after this one, and the count does not see its hold.
   */
  async recount(tx: Transaction, holderId: string): Promise<void> {
    await tx.query('SELECT live FROM Holder WHERE holderId = ? FOR UPDATE', [holderId]);
    const [row] = await tx.query<{ held: number }>(
      "SELECT COUNT(*) AS held FROM Hold WHERE holder = ? AND status = 'HELD'",
      [holderId],
    );
    await tx.execute('UPDATE Holder SET live = ? WHERE holderId = ?', [row?.held ?? 0, holderId]);
  }

  /** Forgets those of whom nothing is to be remembered any more. */
  async deleteIdle(tx: Transaction, holderIds: string[]): Promise<void> {
    await tx.execute(
      `DELETE FROM Holder
       WHERE holderId IN (${holderIds.map(() => '?').join(', ')})
         AND live = 0 AND (abandonedSince IS NULL OR ${WINDOW_IS_OVER})`,
      holderIds,
    );
  }
}

/** Whole seconds, rounded up: whoever waits for them has waited long enough. */
function secondsUntil(instant: string): string {
  return `CEILING(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), ${instant}) / 1000000)`;
}
