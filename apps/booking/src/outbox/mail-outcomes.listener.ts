import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { QueueEvents } from 'bullmq';
import { EMAIL_QUEUE } from '#contracts';
import { LISTENER_PATIENCE, patientRedisOptions, within } from '#platform';
import { BookingEnv } from '../env.js';
import { MailOutcomes } from './mail-outcomes.service.js';
import type { SettledMail } from './outbox-event.js';

/** BullMQ waits for ever to close a connection that Redis has just dropped. */
const CLOSE_TIMEOUT_MS = 2_000;

/** Hears from the queue what became of each mail. A word that gets lost is asked for later by the relay's task. */
@Injectable()
export class MailOutcomesListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MailOutcomesListener.name);
  private events: QueueEvents | undefined;

  constructor(
    private readonly outcomes: MailOutcomes,
    private readonly env: BookingEnv,
  ) {}

  onApplicationBootstrap(): void {
    this.events = new QueueEvents(EMAIL_QUEUE, {
      ...LISTENER_PATIENCE,
      connection: patientRedisOptions(this.env.REDIS_URL),
    });
    this.events.on('completed', ({ jobId }) => void this.record(jobId, { state: 'DONE' }));
    this.events.on(
      'failed',
      ({ jobId, failedReason }) => void this.record(jobId, { state: 'DEAD', error: failedReason }),
    );
    // While Redis is away; the connection comes back by itself.
    this.events.on('error', (error) => this.logger.debug({ msg: 'no word from the mail queue', err: error }));
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.events) await within(CLOSE_TIMEOUT_MS, this.events.close()).catch(() => undefined);
  }

  private async record(jobId: string, outcome: SettledMail['outcome']): Promise<void> {
    await this.outcomes.record(jobId, outcome).catch((error: unknown) => this.logger.error(error));
  }
}
