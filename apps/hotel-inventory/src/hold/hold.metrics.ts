import { Injectable } from '@nestjs/common';
import type { ConfirmAnswer, HoldAnswer, ReleaseAnswer } from '#contracts';
import { Metrics } from '#platform';
import { HoldRepository } from './hold.repository.js';

const CHANGES = ['taken', 'confirmed', 'released', 'lapsed'] as const;
const CODES = [
  ...['sold_out', 'not_on_sale', 'price_changed', 'hold_mismatch', 'hold_gone', 'hold_too_large'],
  ...['too_many_pending_bookings', 'too_many_abandoned_bookings', 'too_many_room_nights'],
  ...['room_category_not_found', 'invalid_request', 'contended', 'database_unavailable', 'internal_error'],
] as const;

const RETRY_REASONS = ['stale', 'duplicate', 'deadlock', 'locked'] as const;
/** Why a transaction of holds was rolled back: others changed what it had read, or kept what it needed. */
export type RetryReason = (typeof RETRY_REASONS)[number];

/** What becomes of holds. */
@Injectable()
export class HoldMetrics {
  private readonly changes;
  private readonly refusals;
  private readonly retries;

  constructor(metrics: Metrics, holds: HoldRepository) {
    this.changes = metrics.counter(
      'staylock_holds_total',
      'Holds taken, confirmed and released, as asked for by booking (a repeat counts again), and lapsed',
      { change: CHANGES },
    );
    this.refusals = metrics.counter('staylock_hold_refusals_total', 'Holds refused, by the code of the refusal', {
      code: CODES,
    });
    this.retries = metrics.counter(
      'staylock_hold_retries_total',
      'Transactions of holds that were rolled back because of others, by the reason; what they were to do was tried again',
      { reason: RETRY_REASONS },
    );
    const overdue = metrics.gauge(
      'staylock_holds_overdue_seconds',
      'How long the sweep has left the hold lying whose lease ended first; 0 when there is none',
    );
    metrics.askAtScrape('holds', [overdue], async () => [{ gauge: overdue, value: await holds.overdueSeconds() }]);
  }

  /** Counts what became of the holds of one request. */
  answered(answers: readonly (HoldAnswer | ConfirmAnswer | ReleaseAnswer)[]): void {
    for (const answer of answers) {
      if (answer.outcome === 'refused') this.refusals.inc({ code: String(answer.problem['code']) });
      else if (answer.outcome === 'gone') this.refusals.inc({ code: 'hold_gone' });
      else this.changes.inc({ change: answer.outcome === 'held' ? 'taken' : answer.outcome });
    }
  }

  triedAgain(reason: RetryReason): void {
    this.retries.inc({ reason });
  }

  lapsed(holds: number): void {
    this.changes.inc({ change: 'lapsed' }, holds);
  }
}
