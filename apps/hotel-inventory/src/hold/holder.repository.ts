import { Injectable } from '@nestjs/common';
import type { Reader, Transaction } from '#database';
import { ABANDONED_WINDOW_S, type Kept, type KeptStay, NOTHING_KEPT } from './holder.js';

/** Whether the window of abandoned holds is over; null, where nothing was abandoned, is neither over nor not. */
const WINDOW_IS_OVER = `abandonedSince <= UTC_TIMESTAMP(3) - INTERVAL ${ABANDONED_WINDOW_S} SECOND`;

/** Of a new row: none that somebody may have read of one that was deleted. */
const ANY_REVISION = 'FLOOR(RAND() * 1000000000)';

interface HolderRow {
  holderId: string;
  revision: number;
  abandoned: number;
  windowEndsInSeconds: number | null;
}

/**
 * What each holder keeps from others. The holds say it; a holder's row is there for the holder's own requests to meet,
 * so that two of them cannot both be the last one that is allowed. It is locked after the holds and before the nights.
 */
@Injectable()
export class HolderRepository {
  /**
   * What these holders keep. The row is read before the holds: whoever adds a hold changes the row as well, so that one
   * who has read it before and not the hold finds another revision. Holds that are not to be counted yet are left out.
   */
  async findKept(
    reader: Reader,
    holderIds: readonly string[],
    lock: '' | 'FOR UPDATE' = '',
    without: readonly string[] = [],
  ): Promise<Map<string, Kept>> {
    if (holderIds.length === 0) return new Map();
    const marks = marksOf(holderIds);
    const asked = [
      reader.query<HolderRow>(
        `SELECT holderId, revision, IF(${WINDOW_IS_OVER}, 0, abandoned) AS abandoned,
                ${secondsUntil(`abandonedSince + INTERVAL ${ABANDONED_WINDOW_S} SECOND`)} AS windowEndsInSeconds
         FROM Holder WHERE holderId IN (${marks}) ORDER BY holderId ${lock}`,
        holderIds,
      ),
      reader.query<KeptStay & { bookingId: string; holder: string }>(
        `SELECT bookingId, holder, hotelId, rooms, checkInDate, checkOutDate, ${secondsUntil('deadline')} AS endsInSeconds
         FROM Hold
         WHERE holder IN (${marks}) AND status = 'HELD' AND checkOutDate >= UTC_DATE() AND deadline > UTC_TIMESTAMP(3)
         UNION ALL
         SELECT bookingId, holder, hotelId, rooms, checkInDate, checkOutDate, NULL
         FROM Hold WHERE holder IN (${marks}) AND status = 'CONFIRMED' AND checkOutDate >= UTC_DATE()`,
        [...holderIds, ...holderIds],
      ),
    ] as const;
    const [rows, stays] = await Promise.all(asked);
    const kept = new Map(holderIds.map((id) => [id, { ...NOTHING_KEPT, stays: [] as KeptStay[] }]));
    for (const { holderId, ...row } of rows) Object.assign(kept.get(holderId) ?? {}, row);
    const ignored = new Set(without);
    for (const { bookingId, holder, ...stay } of stays) {
      if (!ignored.has(bookingId)) kept.get(holder)?.stays.push(stay);
    }
    return kept;
  }

  /** Rows for those of whom nothing is known: something to lock. */
  async insertMissing(tx: Transaction, holderIds: readonly string[]): Promise<void> {
    // Not INSERT IGNORE: its shared lock on a row that is there would deadlock.
    await tx.execute(
      `INSERT INTO Holder (holderId, revision, seenAt)
       VALUES ${holderIds.map(() => `(?, ${ANY_REVISION}, UTC_TIMESTAMP(3))`).join(', ')}
       ON DUPLICATE KEY UPDATE holderId = VALUES(holderId)`,
      [...holderIds].sort(),
    );
  }

  /** Marks that the holders have taken something, if nothing has changed since they were read; answers whether so. */
  async enter(
    tx: Transaction,
    holds: readonly { holder: string }[],
    kept: ReadonlyMap<string, Kept>,
  ): Promise<boolean> {
    const holders = [...new Set(holds.map(({ holder }) => holder))].sort();
    const known = holders.flatMap((id) => {
      const revision = kept.get(id)?.revision;
      return revision === undefined ? [] : [[id, revision] as const];
    });
    const unknown = holders.filter((id) => kept.get(id)?.revision === undefined);
    if (unknown.length > 0) {
      const { matched } = await tx.execute(
        `INSERT INTO Holder (holderId, revision, seenAt)
         VALUES ${unknown.map(() => `(?, ${ANY_REVISION}, UTC_TIMESTAMP(3))`).join(', ')}
         ON DUPLICATE KEY UPDATE revision = revision + 1`,
        unknown,
      );
      // An updated row counts twice: somebody has come in between.
      if (matched !== unknown.length) return false;
    }
    if (known.length === 0) return true;
    const { matched } = await tx.execute(
      `UPDATE Holder SET revision = revision + 1, seenAt = UTC_TIMESTAMP(3)
       WHERE holderId IN (${marksOf(known)}) AND (holderId, revision) IN (${known.map(() => '(?, ?)').join(', ')})`,
      [...known.map(([id]) => id), ...known.flat()],
    );
    return matched === known.length;
  }

  /** Counts holds that ended without a stay; the first one after a window's end begins a new window. */
  async countAbandoned(tx: Transaction, holds: readonly { holder: string }[]): Promise<void> {
    const times = new Map<string, number>();
    for (const { holder } of holds) times.set(holder, (times.get(holder) ?? 0) + 1);
    if (times.size === 0) return;
    // The assignments are made in this order: the last one must not change what the one before it looks at.
    await tx.execute(
      `INSERT INTO Holder (holderId, revision, abandoned, abandonedSince, seenAt)
       VALUES ${[...times].map(() => `(?, ${ANY_REVISION}, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`).join(', ')}
       ON DUPLICATE KEY UPDATE
         revision = revision + 1,
         abandoned = IF(abandonedSince IS NULL OR ${WINDOW_IS_OVER}, VALUES(abandoned), abandoned + VALUES(abandoned)),
         abandonedSince = IF(abandonedSince IS NULL OR ${WINDOW_IS_OVER}, VALUES(abandonedSince), abandonedSince),
         seenAt = VALUES(seenAt)`,
      [...times].sort(([a], [b]) => (a < b ? -1 : 1)).flat(),
    );
  }
}

function marksOf(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** Whole seconds, rounded up: whoever waits for them has waited long enough. */
function secondsUntil(instant: string): string {
  return `CEILING(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), ${instant}) / 1000000)`;
}
