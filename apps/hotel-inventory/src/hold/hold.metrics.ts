import { Injectable } from '@nestjs/common';
import type { ConfirmAnswer, HoldAnswer, ReleaseAnswer } from '#contracts';
import { DomainError, Metrics } from '#platform';
import { HoldRepository } from './hold.repository.js';

const CHANGES = ['taken', 'confirmed', 'released', 'lapsed'] as const;
const CODES = [
  ...['sold_out', 'not_on_sale', 'price_changed', 'hold_mismatch', 'hold_gone', 'hold_too_large'],
  ...['too_many_pending_bookings', 'too_many_abandoned_bookings'],
] as const;

/** What becomes of holds. */
@Injectable()
export class HoldMetrics {
  private readonly changes;
  private readonly refusals;

  constructor(metrics: Metrics, holds: HoldRepository) {
    this.changes = metrics.counter(
      'staylock_holds_total',
      'Holds taken, confirmed and released, as asked for by booking (a repeat counts again), and lapsed',
      { change: CHANGES },
    );
    this.refusals = metrics.counter('staylock_hold_refusals_total', 'Holds refused, by the code of the refusal', {
      code: CODES,
    });
    const overdue = metrics.gauge(
      'staylock_holds_overdue_seconds',
      'How long the sweep has left the hold lying whose lease ended first; 0 when there is none',
    );
    metrics.askAtScrape('holds', [overdue], async () => [{ gauge: overdue, value: await holds.overdueSeconds() }]);
  }

  /** Passes the answer on, and counts it. */
  async counted<T>(change: Exclude<(typeof CHANGES)[number], 'lapsed'>, answer: Promise<T>): Promise<T> {
    try {
      const result = await answer;
      this.changes.inc({ change });
      return result;
    } catch (error) {
      if (error instanceof DomainError) this.refusals.inc({ code: error.code });
      throw error;
    }
  }

  /** Counts holds that were asked for together; what is to be asked for alone is counted then. */
  answered(answers: readonly HoldAnswer[]): void {
    for (const answer of answers) {
      if (answer.outcome === 'held') this.changes.inc({ change: 'taken' });
      if (answer.outcome === 'refused') this.refusals.inc({ code: String(answer.problem['code']) });
    }
  }

  /** Counts holds that were confirmed or released together. */
  settled(answers: readonly (ConfirmAnswer | ReleaseAnswer)[]): void {
    for (const { outcome } of answers) {
      if (outcome === 'confirmed' || outcome === 'released') this.changes.inc({ change: outcome });
      if (outcome === 'gone') this.refusals.inc({ code: 'hold_gone' });
    }
  }

  lapsed(): void {
    this.changes.inc({ change: 'lapsed' });
  }
}
