import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { currentRequestId } from '#platform';
import type { NewEvent } from './outbox-event.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxRelay } from './outbox-relay.service.js';

/** What a booking's changes set off: recorded with the change, delivered after it. */
@Injectable()
export class Outbox {
  constructor(
    private readonly rows: OutboxRepository,
    private readonly relay: OutboxRelay,
  ) {}

  /** Records events in the transaction of the change that causes them. */
  async append(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
    await this.rows.append(tx, events, currentRequestId());
  }

  /** After a commit: delivers without the caller waiting for it. */
  deliverSoon(): void {
    this.relay.nudge();
  }

  /** After a commit: frees the booking's rooms before answering, if hotel-inventory can be reached. */
  async deliverNow(bookingId: string): Promise<void> {
    await this.relay.release(bookingId);
    this.relay.nudge();
  }
}
