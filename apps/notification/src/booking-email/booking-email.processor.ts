import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger, type Type } from '@nestjs/common';
import { type Job, UnrecoverableError } from 'bullmq';
import { EMAIL_QUEUE } from '#contracts';
import { closeWorker, continueTrace, requestIdFrom, traceparentIn, withRequestId, WORKER_PATIENCE } from '#platform';
import type { NotificationEnv } from '../env.js';
import { DeliveryFailure } from '../mailer/delivery-failure.js';
import { BookingEmailMetrics } from './booking-email.metrics.js';
import { BookingEmailService, type MailOutcome } from './booking-email.service.js';

/** Times that a mail may lose its process and still be taken up: rollouts kill processes, mails must not die of it. */
const MAX_STALLED = 10;

const TELL_TROUBLE_EVERY_MS = 60_000;

/** Works the queue off. The worker's settings come from the environment, so the class is made when that is known. */
export function bookingEmailProcessor(env: NotificationEnv): Type<WorkerHost> {
  @Processor(EMAIL_QUEUE, {
    ...WORKER_PATIENCE,
    concurrency: env.MAIL_CONCURRENCY,
    lockDuration: env.MAIL_LOCK_MS,
    stalledInterval: env.MAIL_LOCK_MS / 2,
    maxStalledCount: MAX_STALLED,
  })
  class BookingEmailProcessor extends WorkerHost implements BeforeApplicationShutdown {
    private readonly logger = new Logger(BookingEmailProcessor.name);
    private tellAgainAt = 0;

    constructor(
      private readonly emails: BookingEmailService,
      private readonly metrics: BookingEmailMetrics,
    ) {
      super();
    }

    override process(job: Job<unknown>): Promise<MailOutcome> {
      return withRequestId(requestIdOf(job.data), () =>
        continueTrace(traceparentIn(job.opts.telemetry?.metadata), `mail ${job.name}`, { kind: 'CONSUMER' }, () =>
          this.attempt(job),
        ),
      );
    }

    private async attempt(job: Job<unknown>): Promise<MailOutcome> {
      const fields = { jobId: job.id, kind: job.name, attempt: job.attemptsMade + 1 };
      try {
        const outcome = await this.emails.deliver(job.name, job.data);
        this.logger.log({ msg: 'mail', ...fields, outcome });
        this.metrics.tried(job.name, outcome);
        return outcome;
      } catch (error) {
        const failure = this.failureFrom(error);
        const last = failure.permanent || fields.attempt >= (job.opts.attempts ?? 1);
        const outcome = last ? 'failed' : 'retry';
        this.logger.warn({ msg: 'mail', ...fields, outcome, reason: failure.message });
        this.metrics.tried(job.name, outcome);
        throw failure.permanent ? new UnrecoverableError(failure.message) : failure;
      }
    }

    /** Before anything is disconnected: takes no more jobs and finishes those in hand. */
    async beforeApplicationShutdown(): Promise<void> {
      await closeWorker(this.worker);
    }

    /** Without this listener, losing Redis would end the process. Every try to reconnect comes by here. */
    @OnWorkerEvent('error')
    onError(error: Error & { code?: string }): void {
      if (Date.now() < this.tellAgainAt) return;
      this.tellAgainAt = Date.now() + TELL_TROUBLE_EVERY_MS;
      this.logger.warn({ msg: 'queue trouble', reason: error.code ?? error.message });
    }

    private failureFrom(error: unknown): DeliveryFailure {
      if (error instanceof DeliveryFailure) return error;
      this.logger.error(error);
      // Its message may quote the mail, so the job only learns its kind. A corrected release can still deliver it.
      return new DeliveryFailure(`Unexpected ${error instanceof Error ? error.name : 'failure'}`, false);
    }
  }
  return BookingEmailProcessor;
}

function requestIdOf(data: unknown): string {
  return requestIdFrom((data as { requestId?: unknown } | null)?.requestId);
}
