import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { v4 as uuid } from 'uuid';
import { Database } from '#database';
import { withRequestId } from '#platform';
import { HotelInventoryClient } from '../hotel-inventory/hotel-inventory.client.js';
import { MailDelivery } from './mail-delivery.service.js';
import type { DueEvent } from './outbox-event.js';
import { OutboxRepository } from './outbox.repository.js';

/** Rows claimed at once: enough to fill a Redis pipeline, few enough to be done well within the lease. */
const BATCH = 50;
/** Longer than any delivery takes; rows of a process that died are due again after it. */
const LEASE_S = 30;
/** Back-off of a release: at first quickly, then as often as the expiry of a hold would matter. */
const RELEASE_RETRY_S = { first: 1, most: 30 };

/** Delivers the outbox: claims some rows and commits, delivers them, marks them. At least once, by many replicas. */
@Injectable()
export class OutboxRelay implements OnApplicationShutdown {
  private readonly logger = new Logger(OutboxRelay.name);
  private readonly owner = uuid();
  private running: Promise<void> | undefined;
  private wanted = false;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly rows: OutboxRepository,
    private readonly inventory: HotelInventoryClient,
    private readonly mails: MailDelivery,
  ) {}

  /** Starts delivering if it is not under way; what commits meanwhile is delivered too. */
  nudge(): void {
    this.wanted = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      // A nudge that came while the last round was ending.
      if (this.wanted && !this.stopped) this.nudge();
    });
  }

  /** Delivers everything that is due. */
  async drain(): Promise<void> {
    this.nudge();
    await this.running;
  }

  /** Frees one booking's rooms at once; a failure leaves the row to the relay. */
  async release(bookingId: string): Promise<void> {
    const event = await this.rows.findRelease(bookingId);
    if (event) await this.deliverRelease(event);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    // Lets the request that nudged get its answer out first.
    await new Promise(setImmediate);
    try {
      while (this.wanted && !this.stopped) {
        this.wanted = false;
        if ((await this.deliverBatch()) > 0) this.wanted = true;
      }
    } catch (error) {
      this.wanted = false;
      this.logger.error(error);
    }
  }

  private async deliverBatch(): Promise<number> {
    const due = await this.database.transaction((tx) => this.rows.claimDue(tx, this.owner, LEASE_S, BATCH));
    const releases = due.filter((event) => event.topic === 'HOLD_RELEASE');
    const mails = due.filter((event) => event.topic === 'MAIL');
    await Promise.all([...releases.map((event) => this.deliverRelease(event)), this.mails.deliver(mails, this.owner)]);
    return due.length;
  }

  private async deliverRelease(event: DueEvent): Promise<void> {
    try {
      await withRequestId(event.requestId, () => this.inventory.releaseHold(event.bookingId));
      await this.rows.finish([event.id], 'DONE');
    } catch (error) {
      const delay = Math.min(RELEASE_RETRY_S.first * 2 ** event.attempts, RELEASE_RETRY_S.most);
      await this.rows.postpone([event.id], this.owner, delay, String(error));
    }
  }
}
