import { Injectable } from '@nestjs/common';
import { isMailKind, type MailKind } from '#contracts';
import { Database } from '#database';
import { MailHandOver } from './mail-hand-over.service.js';
import { OutboxMetrics } from './outbox.metrics.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxRelay } from './outbox-relay.service.js';

const BATCH = 100;

/** Closes the rows of mails once their outcome is known: by the queue's events, and by asking for those unheard of. */
@Injectable()
export class MailOutcomes {
  constructor(
    private readonly database: Database,
    private readonly rows: OutboxRepository,
    private readonly mails: MailHandOver,
    private readonly relay: OutboxRelay,
    private readonly metrics: OutboxMetrics,
  ) {}

  async record(jobId: string, outcome: { state: 'DONE' } | { state: 'DEAD'; error: string }): Promise<void> {
    const separator = jobId.indexOf('-');
    const kind = jobId.slice(0, separator);
    if (!isMailKind(kind)) return;
    await this.settle(jobId.slice(separator + 1), kind, outcome);
  }

  /** Asks for the mails of which no word came in time; those the queue has lost are handed over again. */
  async ask(): Promise<void> {
    for (;;) {
      const unheardOf = await this.database.transaction((tx) =>
        this.rows.claimUnheardOf(tx, this.mails.lookAgainSeconds, BATCH),
      );
      await Promise.all(unheardOf.map((mail) => this.askFor(mail)));
      if (unheardOf.length < BATCH) return;
    }
  }

  private async askFor({ id, bookingId, kind }: { id: number; bookingId: string; kind: MailKind }): Promise<void> {
    const outcome = await this.mails.outcomeOf(bookingId, kind);
    if (outcome.state === 'LOST') {
      await this.rows.handOverAgain(id);
      this.metrics.delivered('MAIL', 'lost');
      this.relay.nudge();
    }
    if (outcome.state === 'DONE' || outcome.state === 'DEAD') await this.settle(bookingId, kind, outcome);
  }

  private async settle(
    bookingId: string,
    kind: MailKind,
    outcome: { state: 'DONE' } | { state: 'DEAD'; error: string },
  ): Promise<void> {
    await this.rows.settleMail(bookingId, kind, outcome);
    // The booking's next mail may have waited for this one.
    await this.rows.wake([bookingId]);
    this.relay.nudge();
  }
}
