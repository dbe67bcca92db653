import { Injectable } from '@nestjs/common';
import { Database } from '#database';

/** What waits in the outbox, or was given up, of one topic and state. */
export interface Backlog {
  topic: 'MAIL' | 'HOLD_RELEASE';
  state: 'PENDING' | 'QUEUED' | 'DEAD';
  /** At most `MOST`. */
  events: number;
  /** Since the change that caused the oldest. */
  oldestSeconds: number;
  /** How long the one that has been due for longest has been so; 0 when none is. */
  overdueSeconds: number;
}

/** The state of the outbox may be asked at any time: no more rows are looked at, in the order in which they are due. */
const MOST = 5_000;

@Injectable()
export class OutboxBacklogRepository {
  constructor(private readonly database: Database) {}

  async read(): Promise<Backlog[]> {
    const rows = (['PENDING', 'QUEUED', 'DEAD'] as const).map(
      (state) =>
        `(SELECT topic, state, createdAt, dueAt FROM Outbox WHERE state = '${state}' ORDER BY dueAt LIMIT ${MOST})`,
    );
    return this.database.query<Backlog>(
      `SELECT topic, state, COUNT(*) AS events,
              TIMESTAMPDIFF(MICROSECOND, MIN(createdAt), UTC_TIMESTAMP(3)) / 1e6 AS oldestSeconds,
              GREATEST(TIMESTAMPDIFF(MICROSECOND, MIN(dueAt), UTC_TIMESTAMP(3)) / 1e6, 0) AS overdueSeconds
       FROM (${rows.join(' UNION ALL ')}) AS waiting
       GROUP BY topic, state`,
    );
  }
}
