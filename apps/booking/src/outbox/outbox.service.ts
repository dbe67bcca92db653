import { Injectable } from '@nestjs/common';
import type { MailKind } from '#contracts';
import type { Transaction } from '#database';
import { currentRequestId, currentTraceparent, inSpan } from '#platform';
import type { NewEvent, Origin } from './outbox-event.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxMetrics } from './outbox.metrics.js';
import { OutboxRelay } from './outbox-relay.service.js';

/** What a booking's changes set off: recorded with the change, delivered after it. */
@Injectable()
export class Outbox {
  constructor(
    private readonly rows: OutboxRepository,
    private readonly relay: OutboxRelay,
    private readonly metrics: OutboxMetrics,
  ) {}

  /** Records events in the transaction of the change that causes them. */
  async append(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
    const origin = originHere();
    await inSpan('outbox append', {}, () =>
      this.rows.append(
        tx,
        events.map((event) => ({ origin, ...event })),
      ),
    );
  }

  /** After a commit that changed `times` bookings: counts them, and delivers without the caller waiting for it. */
  deliverSoon(kind: MailKind, times = 1): void {
    this.metrics.changed(kind, times);
    this.relay.nudge();
  }

  /** As `deliverSoon`, but frees the booking's rooms before answering, if hotel-inventory can be reached. */
  async deliverNow(kind: MailKind, bookingId: string): Promise<void> {
    this.metrics.changed(kind);
    await this.relay.release(bookingId);
    this.relay.nudge();
  }
}

/** The request under way, as the origin of events. */
export function originHere(): Origin {
  return { requestId: currentRequestId(), traceparent: currentTraceparent() ?? null };
}
