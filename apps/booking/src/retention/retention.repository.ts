import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';

/** What has served its time. Every delete is bounded, so that no lock is kept for long. */
@Injectable()
export class RetentionRepository {
  /** Deletes events that were finished more than `keptSeconds` before `now`; dead letters stay. Answers how many. */
  async deleteFinishedEvents(
    tx: Transaction,
    state: 'DONE' | 'SKIPPED',
    keptSeconds: number,
    limit: number,
    now: Date | null,
  ): Promise<number> {
    const { matched } = await tx.execute(
      `DELETE FROM Outbox
       WHERE state = ? AND finishedAt < COALESCE(?, UTC_TIMESTAMP(3)) - INTERVAL ? SECOND
       ORDER BY finishedAt LIMIT ?`,
      [state, now, keptSeconds, limit],
    );
    return matched;
  }

  /** EXPIRED bookings past their deadline by more than `keptSeconds`, locked; not those with events still open or dead. */
  async lockLongExpired(tx: Transaction, keptSeconds: number, limit: number, now: Date | null): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT b.id FROM Booking b
       WHERE b.status = 'EXPIRED' AND b.expiresAt < COALESCE(?, UTC_TIMESTAMP(3)) - INTERVAL ? SECOND
         AND NOT EXISTS (SELECT 1 FROM Outbox o WHERE o.bookingId = b.id AND o.state IN ('PENDING', 'QUEUED', 'DEAD'))
       ORDER BY b.expiresAt LIMIT ? FOR UPDATE SKIP LOCKED`,
      [now, keptSeconds, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Deletes bookings with all that hangs on them. */
  async deleteBookings(tx: Transaction, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const marks = ids.map(() => '?').join(', ');
    await tx.execute(`DELETE FROM Outbox WHERE bookingId IN (${marks})`, ids);
    await tx.execute(`DELETE FROM IdempotencyKey WHERE bookingId IN (${marks})`, ids);
    await tx.execute(`DELETE FROM Booking WHERE id IN (${marks})`, ids);
  }
}
