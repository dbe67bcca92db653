import { Injectable } from '@nestjs/common';
import { MailHandOver } from './mail-hand-over.service.js';
import { type Blocker, type DueEvent, isStillTrue } from './outbox-event.js';
import { OutboxMetrics } from './outbox.metrics.js';
import { OutboxRepository } from './outbox.repository.js';

/** Mails go out within a second or two of Redis coming back. */
const RETRY_S = 1;
/** A mail that waits for another is woken when that is finished; this is for a word that gets lost. */
const LOOK_AGAIN_S = 15;

type MailEvent = DueEvent & { topic: 'MAIL' };

/** Brings mails into notification's queue: in order for each booking, and only while they are true. */
@Injectable()
export class MailDelivery {
  constructor(
    private readonly rows: OutboxRepository,
    private readonly mails: MailHandOver,
    private readonly metrics: OutboxMetrics,
  ) {}

  /** Whether more mails can go now. Where Redis is away, that is told by the try to hand them over. */
  hasRoom(): Promise<boolean> {
    return this.mails.hasRoom().catch(() => true);
  }

  /** Hands over what can go, and puts the rest off. The events are claimed by `owner`. */
  async deliver(events: readonly MailEvent[], owner: string): Promise<void> {
    if (events.length === 0) return;
    try {
      const blockers = await this.rows.findBlockers(events.map((event) => event.id));
      const blocked = new Set(blockers.map((blocker) => blocker.blockedId));
      await this.rows.postpone([...blocked], owner, LOOK_AGAIN_S, 'waits for an earlier mail');
      await this.withdrawUntrue(blockers);
      await this.handOver(
        events.filter((event) => !blocked.has(event.id)),
        owner,
      );
    } catch (error) {
      this.metrics.delivered('MAIL', 'postponed', events.length);
      await this.rows.postpone(
        events.map((event) => event.id),
        owner,
        RETRY_S,
        String(error),
      );
    }
  }

  /** A mail that waits in the queue, for SMTP to come back, may have been overtaken: it is taken out again. */
  private async withdrawUntrue(blockers: readonly Blocker[]): Promise<void> {
    const untrue = blockers.filter(({ state, kind, status }) => state === 'QUEUED' && !isStillTrue(kind, status));
    for (const blocker of untrue) {
      if (await this.withdrawOrSettle(blocker)) await this.rows.wake([blocker.bookingId]);
    }
  }

  /** A mail that has gone out meanwhile is recorded as what it is; answers whether nothing waits for it any longer. */
  private async withdrawOrSettle({
    id,
    bookingId,
    kind,
  }: Pick<Blocker, 'id' | 'bookingId' | 'kind'>): Promise<boolean> {
    const outcome = await this.mails.outcomeOf(bookingId, kind);
    if (outcome.state === 'DONE' || outcome.state === 'DEAD') {
      await this.rows.settleMails([{ bookingId, kind, outcome }]);
      return true;
    }
    if (outcome.state === 'WAITING' && !(await this.mails.withdraw(bookingId, kind))) return false;
    await this.rows.finish([id], 'SKIPPED');
    this.metrics.delivered('MAIL', 'skipped');
    return true;
  }

  private async handOver(events: readonly MailEvent[], owner: string): Promise<void> {
    if (events.length === 0) return;
    const { queued, outdated } = await this.mails.handOver(events);
    await this.rows.markQueued(
      queued.map((event) => event.id),
      owner,
      this.mails.lookAgainSeconds,
    );
    this.metrics.delivered('MAIL', 'queued', queued.length);
    await this.dropOutdated(outdated, owner);
  }

  /** One that was claimed before may be in the queue, or sent: whoever claimed it may have died before writing so. */
  private async dropOutdated(events: readonly MailEvent[], owner: string): Promise<void> {
    const untouched = events.filter((event) => event.attempts === 0);
    await this.rows.finish(
      untouched.map((event) => event.id),
      'SKIPPED',
    );
    this.metrics.delivered('MAIL', 'skipped', untouched.length);
    await this.rows.wake(untouched.map((event) => event.bookingId));
    for (const event of events.filter(({ attempts }) => attempts > 0)) {
      if (await this.withdrawOrSettle(event)) await this.rows.wake([event.bookingId]);
      else await this.rows.postpone([event.id], owner, RETRY_S, 'is being sent just now');
    }
  }
}
