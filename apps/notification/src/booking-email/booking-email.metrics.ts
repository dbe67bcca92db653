import { Injectable } from '@nestjs/common';
import { isMailKind, MAIL_KINDS, type MailKind } from '#contracts';
import { Metrics } from '#platform';

/** A job that is malformed may name no kind. */
const KINDS = [...MAIL_KINDS, 'unknown'] as const;
/** A reminder tells of no change. */
const TIMED = MAIL_KINDS.filter((kind) => kind !== 'reminder');
/** `already_sent`: the queue delivered a job again; `retry`: to be tried again; `failed`: given up. */
const OUTCOMES = ['sent', 'already_sent', 'retry', 'failed'] as const;
/** From at once to the last of the tries. */
const BUCKETS_S = [0.25, 0.5, 1, 2, 5, 15, 60, 300, 900, 3_600];

/** What becomes of mails. */
@Injectable()
export class BookingEmailMetrics {
  private readonly tries;
  private readonly unrecorded;
  private readonly delays;

  constructor(metrics: Metrics) {
    this.tries = metrics.counter('staylock_mails_total', 'Tries to send a mail, by how they ended', {
      kind: KINDS,
      outcome: OUTCOMES,
    });
    this.unrecorded = metrics.counter(
      'staylock_mails_unrecorded_total',
      'Mails that were sent but not recorded as sent: these may be sent twice',
      { kind: KINDS },
    );
    this.delays = metrics.histogram(
      'staylock_mail_delay_seconds',
      'From the change of the booking that a mail tells of to the mail being sent',
      BUCKETS_S,
      { kind: TIMED },
    );
  }

  tried(kind: string, outcome: (typeof OUTCOMES)[number]): void {
    this.tries.inc({ kind: labelOf(kind), outcome });
  }

  sent(kind: MailKind, occurredAt: string): void {
    if (kind === 'reminder') return;
    this.delays.observe({ kind }, Math.max(0, Date.now() - Date.parse(occurredAt)) / 1_000);
  }

  sentUnrecorded(kind: string): void {
    this.unrecorded.inc({ kind: labelOf(kind) });
  }
}

function labelOf(kind: string): (typeof KINDS)[number] {
  return isMailKind(kind) ? kind : 'unknown';
}
