import { Injectable } from '@nestjs/common';
import { Batches } from '#batching';
import { isMailKind, type MailKind } from '#contracts';
import { Database } from '#database';
import { MailHandOver } from './mail-hand-over.service.js';
import type { SettledMail } from './outbox-event.js';
import { OutboxMetrics } from './outbox.metrics.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxRelay } from './outbox-relay.service.js';

const BATCH = 100;

/** Closes the rows of mails once their outcome is known: by the queue's events, and by asking for those unheard of. */
@Injectable()
export class MailOutcomes {
  private readonly settling = new Batches((mails: readonly SettledMail[]) => this.settle(mails), BATCH);

  constructor(
    private readonly database: Database,
    private readonly rows: OutboxRepository,
    private readonly mails: MailHandOver,
    private readonly relay: OutboxRelay,
    private readonly metrics: OutboxMetrics,
  ) {}

  async record(jobId: string, outcome: SettledMail['outcome']): Promise<void> {
    const separator = jobId.indexOf('-');
    const kind = jobId.slice(0, separator);
    if (!isMailKind(kind)) return;
    await this.settling.add({ bookingId: jobId.slice(separator + 1), kind, outcome });
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
    if (outcome.state === 'DONE' || outcome.state === 'DEAD') await this.settling.add({ bookingId, kind, outcome });
  }

  private async settle(mails: readonly SettledMail[]): Promise<undefined[]> {
    await this.rows.settleMails(mails);
    // The next mails of their bookings may have waited for them.
    await this.rows.wake(mails.map(({ bookingId }) => bookingId));
    this.relay.nudge();
    return mails.map(() => undefined);
  }
}
