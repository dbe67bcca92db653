import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { type BookingMail, EMAIL_QUEUE, MAIL_JOB_OPTIONS, mailJobId, type MailKind } from '#contracts';
import { continueTrace, jobTelemetry, within } from '#platform';
import type { Booking } from '../booking/booking.js';
import { BookingRepository } from '../booking/booking.repository.js';
import { BookingEnv } from '../env.js';
import { bookingMail } from './booking-mail.js';
import { type DueEvent, isStillTrue } from './outbox-event.js';

/** With Redis gone BullMQ would wait for it for ever. */
const REDIS_TIMEOUT_MS = 2_000;
/** Word of an outcome comes by queue events, within a second as a rule; this is for the word that got lost. */
const LOOK_AGAIN_S = 15;

/** Enough that notification never has to wait for the next ones. */
const MOST_WAITING = 200;

type MailEvent = DueEvent & { topic: 'MAIL' };

/** What became of a mail in the queue. */
export type MailOutcome =
  { state: 'DONE' } | { state: 'DEAD'; error: string } | { state: 'WAITING' } | { state: 'LOST' };

/** Hands mails over to notification's queue, and asks what became of them. */
@Injectable()
export class MailHandOver {
  readonly lookAgainSeconds = LOOK_AGAIN_S;

  constructor(
    @InjectQueue(EMAIL_QUEUE) private readonly queue: Queue<BookingMail>,
    private readonly bookings: BookingRepository,
    private readonly env: BookingEnv,
  ) {
    // While Redis is away the calls below fail and are logged; each try to reconnect need not be.
    queue.on('error', () => undefined);
  }

  /**
   * Whether the queue has room. A long queue would be worked off at notification's own pace; in the outbox mails wait for
   * guests to be served, and those that are no longer true meanwhile are never sent.
   */
  async hasRoom(): Promise<boolean> {
    return (await within(REDIS_TIMEOUT_MS, this.queue.getWaitingCount())) < MOST_WAITING;
  }

  /** Enqueues the mails that still say what is so. The job's id makes a second hand-over of a mail the same job. */
  async handOver(events: readonly MailEvent[]): Promise<{ queued: MailEvent[]; outdated: MailEvent[] }> {
    const bookings = new Map((await this.bookings.findMany(events.map((e) => e.bookingId))).map((b) => [b.id, b]));
    const current = events.flatMap((event) => {
      const booking = bookings.get(event.bookingId);
      return booking && isStillTrue(event.kind, booking.status) ? [{ event, booking }] : [];
    });
    const jobs = await Promise.all(current.map(({ event, booking }) => this.jobOf(event, booking)));
    if (jobs.length > 0) await within(REDIS_TIMEOUT_MS, this.queue.addBulk(jobs));
    const queued = current.map(({ event }) => event);
    return { queued, outdated: events.filter((event) => !queued.includes(event)) };
  }

  async outcomeOf(bookingId: string, kind: MailKind): Promise<MailOutcome> {
    const job = await within(REDIS_TIMEOUT_MS, this.queue.getJob(mailJobId(bookingId, kind)));
    if (!job) return { state: 'LOST' };
    const state = await within(REDIS_TIMEOUT_MS, job.getState());
    if (state === 'completed') return { state: 'DONE' };
    return state === 'failed' ? { state: 'DEAD', error: job.failedReason } : { state: 'WAITING' };
  }

  /** Takes a mail out of the queue; answers whether it will not be sent. One that is being sent just now stays. */
  async withdraw(bookingId: string, kind: MailKind): Promise<boolean> {
    return (await within(REDIS_TIMEOUT_MS, this.queue.remove(mailJobId(bookingId, kind)))) === 1;
  }

  /** The trace goes beside the data: a notification that knows nothing of traces takes the job as ever. */
  private jobOf(event: MailEvent, booking: Booking) {
    return continueTrace(event.traceparent, `outbox hand over ${event.kind}`, { kind: 'PRODUCER' }, async () => {
      return {
        name: event.kind,
        data: bookingMail(event.kind, booking, event.requestId, this.env.PUBLIC_URL),
        opts: {
          ...MAIL_JOB_OPTIONS,
          jobId: mailJobId(event.bookingId, event.kind),
          ...jobTelemetry(),
        },
      };
    });
  }
}
