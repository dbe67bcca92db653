import { OnQueueEvent, QueueEventsHost, QueueEventsListener } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { EMAIL_QUEUE } from '#contracts';
import { MailOutcomes } from './mail-outcomes.service.js';

/** Hears from the queue what became of each mail. */
@QueueEventsListener(EMAIL_QUEUE)
export class MailOutcomesListener extends QueueEventsHost {
  private readonly logger = new Logger(MailOutcomesListener.name);

  constructor(private readonly outcomes: MailOutcomes) {
    super();
  }

  @OnQueueEvent('completed')
  async completed({ jobId }: { jobId: string }): Promise<void> {
    await this.record(jobId, { state: 'DONE' });
  }

  @OnQueueEvent('failed')
  async failed({ jobId, failedReason }: { jobId: string; failedReason: string }): Promise<void> {
    await this.record(jobId, { state: 'DEAD', error: failedReason });
  }

  /** A word that gets lost here is asked for again by the relay's task. */
  private async record(jobId: string, outcome: { state: 'DONE' } | { state: 'DEAD'; error: string }): Promise<void> {
    await this.outcomes.record(jobId, outcome).catch((error: unknown) => this.logger.error(error));
  }
}
