import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { MailOutcomes } from './mail-outcomes.service.js';
import { OutboxRelay } from './outbox-relay.service.js';

/** For what no nudge delivered: retries, rows of a process that died, and bookings of other replicas. */
const DELIVER_EVERY_MS = 1_000;
const ASK_EVERY_MS = 5_000;

@Injectable()
export class OutboxRelayTask {
  private readonly logger = new Logger(OutboxRelayTask.name);

  constructor(
    private readonly relay: OutboxRelay,
    private readonly outcomes: MailOutcomes,
  ) {}

  @Interval(DELIVER_EVERY_MS)
  deliver(): void {
    this.relay.nudge();
  }

  @Interval(ASK_EVERY_MS)
  async ask(): Promise<void> {
    try {
      await this.outcomes.ask();
    } catch (error) {
      this.logger.warn({ msg: 'the queue cannot be asked about mails', err: error });
    }
  }
}
