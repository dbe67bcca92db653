import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { TaskMetrics } from '#platform';
import { MailOutcomes } from './mail-outcomes.service.js';
import { OutboxRelay } from './outbox-relay.service.js';

/** For what no nudge delivered: retries, rows of a process that died, and bookings of other replicas. */
const DELIVER_EVERY_MS = 1_000;
const ASK_EVERY_MS = 5_000;

@Injectable()
export class OutboxRelayTask implements OnApplicationShutdown {
  private readonly logger = new Logger(OutboxRelayTask.name);
  private asking: Promise<void> | undefined;

  constructor(
    private readonly relay: OutboxRelay,
    private readonly outcomes: MailOutcomes,
    private readonly tasks: TaskMetrics,
  ) {}

  @Interval(DELIVER_EVERY_MS)
  deliver(): void {
    this.relay.nudge();
  }

  @Interval(ASK_EVERY_MS)
  async ask(): Promise<void> {
    await (this.asking ??= this.askOnce());
    this.asking = undefined;
  }

  /** A question under way still has its answer written down. */
  async onApplicationShutdown(): Promise<void> {
    await this.asking;
  }

  private async askOnce(): Promise<void> {
    try {
      await this.tasks.run('ask-mail-outcomes', () => this.outcomes.ask());
    } catch (error) {
      this.logger.warn({ msg: 'the queue cannot be asked about mails', err: error });
    }
  }
}
