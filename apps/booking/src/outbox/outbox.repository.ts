import { Injectable } from '@nestjs/common';
import type { MailKind } from '#contracts';
import { Database, type Transaction } from '#database';
import type { Blocker, DueEvent, NewEvent } from './outbox-event.js';

/** The request that caused events. */
export interface Origin {
  requestId: string;
  /** W3C Trace Context; null when nothing was traced. */
  traceparent: string | null;
}

/** The rows of the outbox. A claim is a due date moved into the future: who dies with it only delays the row. */
@Injectable()
export class OutboxRepository {
  constructor(private readonly database: Database) {}

  async append(tx: Transaction, events: readonly NewEvent[], origin: Origin): Promise<void> {
    await tx.execute(
      `INSERT INTO Outbox (bookingId, topic, kind, requestId, traceparent, dueAt, createdAt)
       VALUES ${events.map(() => '(?, ?, ?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL ? SECOND, UTC_TIMESTAMP(3))').join(', ')}`,
      events.flatMap(({ bookingId, topic, kind, relayAfterSeconds = 0 }) => [
        ...[bookingId, topic, kind, origin.requestId, origin.traceparent],
        relayAfterSeconds,
      ]),
    );
  }

  /** Claims PENDING rows that are due, for `leaseSeconds`. */
  async claimDue(tx: Transaction, claimedBy: string, leaseSeconds: number, limit: number): Promise<DueEvent[]> {
    const rows = await tx.query<DueEvent>(
      `SELECT id, bookingId, topic, kind, requestId, traceparent, attempts FROM Outbox
       WHERE state = 'PENDING' AND dueAt <= UTC_TIMESTAMP(3)
       ORDER BY dueAt, id LIMIT ? FOR UPDATE SKIP LOCKED`,
      [limit],
    );
    await this.claim(tx, rows, claimedBy, leaseSeconds);
    return rows;
  }

  /** Unfinished mails that come before others of the same booking: the others wait, so that mails arrive in order. */
  async findBlockers(ids: readonly number[]): Promise<Blocker[]> {
    return this.database.query<Blocker>(
      `SELECT o.id AS blockedId, e.id, e.bookingId, e.kind, e.state, b.status
       FROM Outbox o
       JOIN Outbox e ON e.bookingId = o.bookingId AND e.topic = 'MAIL' AND e.id < o.id AND e.state IN ('PENDING', 'QUEUED')
       JOIN Booking b ON b.id = o.bookingId
       WHERE o.id IN (${marks(ids)})`,
      ids,
    );
  }

  /** The next mails of these bookings are due: what they waited for is finished. */
  async wake(bookingIds: readonly string[]): Promise<void> {
    if (bookingIds.length === 0) return;
    await this.database.query(
      `UPDATE Outbox SET dueAt = UTC_TIMESTAMP(3)
       WHERE bookingId IN (${marks(bookingIds)}) AND topic = 'MAIL' AND state = 'PENDING'`,
      bookingIds,
    );
  }

  /** The release of one booking, unless it is delivered. */
  async findRelease(bookingId: string): Promise<DueEvent | undefined> {
    const [row] = await this.database.query<DueEvent>(
      `SELECT id, bookingId, topic, kind, requestId, traceparent, attempts FROM Outbox
       WHERE bookingId = ? AND topic = 'HOLD_RELEASE' AND state = 'PENDING'`,
      [bookingId],
    );
    return row;
  }

  /** Delivered, or no longer true. */
  async finish(ids: readonly number[], state: 'DONE' | 'SKIPPED'): Promise<void> {
    if (ids.length === 0) return;
    await this.database.query(
      `UPDATE Outbox SET state = ?, finishedAt = UTC_TIMESTAMP(3), claimedBy = NULL
       WHERE id IN (${marks(ids)}) AND state IN ('PENDING', 'QUEUED')`,
      [state, ...ids],
    );
  }

  /** In the queue: looked at again after `lookAgainSeconds` in case no word of its outcome comes. */
  async markQueued(ids: readonly number[], claimedBy: string, lookAgainSeconds: number): Promise<void> {
    if (ids.length === 0) return;
    await this.database.query(
      `UPDATE Outbox SET state = 'QUEUED', dueAt = UTC_TIMESTAMP(3) + INTERVAL ? SECOND, claimedBy = NULL
       WHERE id IN (${marks(ids)}) AND state = 'PENDING' AND claimedBy = ?`,
      [lookAgainSeconds, ...ids, claimedBy],
    );
  }

  /** Not delivered this time; tried again after `delaySeconds`. */
  async postpone(ids: readonly number[], claimedBy: string, delaySeconds: number, error: string): Promise<void> {
    if (ids.length === 0) return;
    await this.database.query(
      `UPDATE Outbox SET dueAt = UTC_TIMESTAMP(3) + INTERVAL ? SECOND, claimedBy = NULL, lastError = ?
       WHERE id IN (${marks(ids)}) AND state = 'PENDING' AND claimedBy = ?`,
      [delaySeconds, error.slice(0, 500), ...ids, claimedBy],
    );
  }

  /**
   * The outcome of a mail is known, possibly before its row says QUEUED. That it was sent is true also of one that was
   * being withdrawn just then.
   */
  async settleMail(bookingId: string, kind: MailKind, outcome: { state: 'DONE' } | { state: 'DEAD'; error: string }) {
    const states = outcome.state === 'DONE' ? "'PENDING', 'QUEUED', 'SKIPPED'" : "'PENDING', 'QUEUED'";
    await this.database.query(
      `UPDATE Outbox SET state = ?, finishedAt = UTC_TIMESTAMP(3), claimedBy = NULL, lastError = ?
       WHERE bookingId = ? AND topic = 'MAIL' AND kind = ? AND state IN (${states})`,
      [outcome.state, outcome.state === 'DEAD' ? outcome.error.slice(0, 500) : null, bookingId, kind],
    );
  }

  /** Claims QUEUED mails of whose outcome no word came in time. */
  async claimUnheardOf(tx: Transaction, lookAgainSeconds: number, limit: number) {
    const rows = await tx.query<{ id: number; bookingId: string; kind: MailKind }>(
      `SELECT id, bookingId, kind FROM Outbox WHERE state = 'QUEUED' AND dueAt <= UTC_TIMESTAMP(3)
       ORDER BY dueAt LIMIT ? FOR UPDATE SKIP LOCKED`,
      [limit],
    );
    if (rows.length > 0) {
      await tx.execute(`UPDATE Outbox SET dueAt = UTC_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id IN (${marks(rows)})`, [
        lookAgainSeconds,
        ...rows.map((row) => row.id),
      ]);
    }
    return rows;
  }

  /** The queue has lost the job (Redis came back empty): it is handed over anew. */
  async handOverAgain(id: number): Promise<void> {
    await this.database.query(
      `UPDATE Outbox SET state = 'PENDING', dueAt = UTC_TIMESTAMP(3) WHERE id = ? AND state = 'QUEUED'`,
      [id],
    );
  }

  private async claim(tx: Transaction, rows: readonly DueEvent[], claimedBy: string, leaseSeconds: number) {
    if (rows.length === 0) return;
    await tx.execute(
      `UPDATE Outbox SET claimedBy = ?, attempts = attempts + 1, dueAt = UTC_TIMESTAMP(3) + INTERVAL ? SECOND
       WHERE id IN (${marks(rows)})`,
      [claimedBy, leaseSeconds, ...rows.map((row) => row.id)],
    );
  }
}

function marks(items: readonly unknown[]): string {
  return items.map(() => '?').join(', ');
}
