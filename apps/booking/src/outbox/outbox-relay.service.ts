import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { v4 as uuid } from 'uuid';
import { Batches } from '#batching';
import { Database, isDatabaseUnavailable } from '#database';
import { continueTrace, outsideTrace, withRequestId } from '#platform';
import { RoomHolds } from '../hotel-inventory/room-holds.service.js';
import { MailDelivery } from './mail-delivery.service.js';
import type { DueEvent } from './outbox-event.js';
import { OutboxMetrics } from './outbox.metrics.js';
import { OutboxRepository } from './outbox.repository.js';
import { RelayPace } from './relay-pace.service.js';

/** Releases under way at once. A slow one holds up nothing; so many slow ones mean that hotel-inventory is. */
const RELEASES_AT_ONCE = 50;
/** Longer than any delivery takes; rows of a process that died are due again after it. */
const LEASE_S = 30;
/** Back-off of a release: at first quickly, then as often as the expiry of a hold would matter. */
const RELEASE_RETRY_S = { first: 1, most: 30 };

/** Delivers the outbox: claims some rows and commits, delivers them, marks them. At least once, by many replicas. */
@Injectable()
export class OutboxRelay implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxRelay.name);
  private readonly owner = uuid();
  private readonly releasing = new Set<Promise<void>>();
  private readonly finding = new Batches((ids: readonly string[]) => this.findReleases(ids), RELEASES_AT_ONCE);
  private readonly finishing = new Batches((ids: readonly number[]) => this.finish(ids), RELEASES_AT_ONCE);
  private running: Promise<void> | undefined;
  private wanted = false;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly rows: OutboxRepository,
    private readonly roomHolds: RoomHolds,
    private readonly mails: MailDelivery,
    private readonly metrics: OutboxMetrics,
    private readonly pace: RelayPace,
  ) {}

  /** Starts delivering if it is not under way; what commits meanwhile is delivered too. */
  nudge(): void {
    this.wanted = true;
    this.running ??= outsideTrace(() => this.run()).finally(() => {
      this.running = undefined;
      // A nudge that came while the last round was ending.
      if (this.wanted && !this.stopped) this.nudge();
    });
  }

  /** Delivers everything that is due. */
  async drain(): Promise<void> {
    this.nudge();
    await this.running;
    await Promise.all(this.releasing);
  }

  /** Frees one booking's rooms at once; a failure leaves the row to the relay. */
  async release(bookingId: string): Promise<void> {
    const event = await this.finding.add(bookingId);
    if (event) await this.deliverRelease(event, 'guest');
  }

  /** Before the queue is disconnected: a hand-over cut in the middle looks failed, though the mail may go out. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
    await Promise.all(this.releasing);
  }

  private async run(): Promise<void> {
    // Lets the request that nudged get its answer out first.
    await new Promise(setImmediate);
    try {
      await this.metrics.tasks.run('deliver-outbox', async () => {
        while (this.wanted && !this.stopped) {
          this.wanted = false;
          if ((await this.deliverBatch()) > 0) this.wanted = true;
        }
      });
    } catch (error) {
      this.wanted = false;
      // Every second it is tried again: that others were at the same rows, or the database is away, is told elsewhere.
      if (isDatabaseUnavailable(error)) this.logger.debug({ msg: 'events wait for the database', err: error });
      else this.logger.error(error);
    }
  }

  /** Rooms come free before mails are written, however many of those wait. */
  private async deliverBatch(): Promise<number> {
    const releases = await this.claim('HOLD_RELEASE', RELEASES_AT_ONCE - this.releasing.size);
    for (const event of releases) this.startRelease(event);
    // What there is no room for goes with the next word of a mail that was sent, or with the next second.
    const mails = (await this.mails.hasRoom()) ? await this.claim('MAIL', this.pace.batch) : [];
    await this.mails.deliver(
      mails.filter((event) => event.topic === 'MAIL'),
      this.owner,
    );
    if (this.releasing.size >= RELEASES_AT_ONCE) await Promise.race(this.releasing);
    if (mails.length > 0)
      await this.pace.rest(Math.max(...mails.map(({ lateSeconds }) => lateSeconds)), () => this.stopped);
    return releases.length + mails.length;
  }

  private claim(topic: DueEvent['topic'], limit: number): Promise<DueEvent[]> {
    return this.database.transaction((tx) => this.rows.claimDue(tx, topic, this.owner, LEASE_S, limit));
  }

  private startRelease(event: DueEvent): void {
    const release = this.deliverRelease(event, 'task')
      .catch((error: unknown) => this.logger.error(error))
      .finally(() => this.releasing.delete(release));
    this.releasing.add(release);
  }

  private async deliverRelease(event: DueEvent, caller: 'guest' | 'task'): Promise<void> {
    try {
      await withRequestId(event.requestId, () =>
        continueTrace(event.traceparent, 'outbox release', {}, () => this.roomHolds.free(event.bookingId, caller)),
      );
      await this.finishing.add(event.id);
      this.metrics.delivered('HOLD_RELEASE', 'delivered');
    } catch (error) {
      this.metrics.delivered('HOLD_RELEASE', 'postponed');
      const delay = Math.min(RELEASE_RETRY_S.first * 2 ** event.attempts, RELEASE_RETRY_S.most);
      await this.rows.postpone([event.id], this.owner, delay, String(error));
    }
  }

  private async findReleases(bookingIds: readonly string[]): Promise<(DueEvent | undefined)[]> {
    const events = new Map((await this.rows.findReleases(bookingIds)).map((event) => [event.bookingId, event]));
    return bookingIds.map((bookingId) => events.get(bookingId));
  }

  private async finish(ids: readonly number[]): Promise<undefined[]> {
    await this.rows.finish(ids, 'DONE');
    return ids.map(() => undefined);
  }
}
