import { Injectable } from '@nestjs/common';
import type { MailKind } from '#contracts';
import { Database, type Transaction } from '#database';
import type { Blocker, DueEvent, NewEvent, Origin, SettledMail } from './outbox-event.js';

const DUE = `id, bookingId, topic, kind, requestId, traceparent, attempts,
             TIMESTAMPDIFF(SECOND, dueAt, UTC_TIMESTAMP(3)) AS lateSeconds`;

/** The rows of the outbox. A claim is a due date moved into the future: who dies with it only delays the row. */
@Injectable()
export class OutboxRepository {
  constructor(private readonly database: Database) {}

  async append(tx: Transaction, events: readonly (NewEvent & { origin: Origin })[]): Promise<void> {
    await tx.execute(
      `INSERT INTO Outbox (bookingId, topic, kind, requestId, traceparent, dueAt, createdAt)
       VALUES ${events.map(() => '(?, ?, ?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL ? SECOND, UTC_TIMESTAMP(3))').join(', ')}`,
      events.flatMap(({ bookingId, topic, kind, origin, relayAfterSeconds = 0 }) => [
        ...[bookingId, topic, kind, origin.requestId, origin.traceparent],
        relayAfterSeconds,
      ]),
    );
  }

  /** Claims PENDING rows of the topic that are due, for `leaseSeconds`. */
  async claimDue(
    tx: Transaction,
    topic: DueEvent['topic'],
    claimedBy: string,
    leaseSeconds: number,
    limit: number,
  ): Promise<DueEvent[]> {
    const rows = await tx.query<DueEvent>(
      `SELECT ${DUE} FROM Outbox
       WHERE topic = ? AND state = 'PENDING' AND dueAt <= UTC_TIMESTAMP(3)
       ORDER BY dueAt, id LIMIT ? FOR UPDATE SKIP LOCKED`,
      [topic, limit],
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

  /** The releases of bookings, but for those that are delivered. */
  async findReleases(bookingIds: readonly string[]): Promise<DueEvent[]> {
    return this.database.query<DueEvent>(
      `SELECT ${DUE} FROM Outbox
       WHERE bookingId IN (${marks(bookingIds)}) AND topic = 'HOLD_RELEASE' AND state = 'PENDING'`,
      bookingIds,
    );
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
   * The outcomes of mails are known, possibly before their rows say QUEUED. That one was sent is true also of one that
   * was being withdrawn just then.
   */
  async settleMails(mails: readonly SettledMail[]): Promise<void> {
    const sent = mails.filter(({ outcome }) => outcome.state === 'DONE');
    if (sent.length > 0) {
      await this.database.query(
        `UPDATE Outbox SET state = 'DONE', finishedAt = UTC_TIMESTAMP(3), claimedBy = NULL, lastError = NULL
         WHERE topic = 'MAIL' AND state IN ('PENDING', 'QUEUED', 'SKIPPED')
           AND (${sent.map(() => '(bookingId = ? AND kind = ?)').join(' OR ')})`,
        sent.flatMap(({ bookingId, kind }) => [bookingId, kind]),
      );
    }
    for (const { bookingId, kind, outcome } of mails) {
      if (outcome.state !== 'DEAD') continue;
      await this.database.query(
        `UPDATE Outbox SET state = 'DEAD', finishedAt = UTC_TIMESTAMP(3), claimedBy = NULL, lastError = ?
         WHERE bookingId = ? AND topic = 'MAIL' AND kind = ? AND state IN ('PENDING', 'QUEUED')`,
        [outcome.error.slice(0, 500), bookingId, kind],
      );
    }
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
