import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { MailOutcomes } from '../../../apps/booking/src/outbox/mail-outcomes.service.js';
import { OutboxRelay } from '../../../apps/booking/src/outbox/outbox-relay.service.js';
import { OutboxRelayTask } from '../../../apps/booking/src/outbox/outbox-relay.task.js';
import { isOut } from './guard.js';

/** Set while the schedule nudges: all other nudges come after a commit. */
const scheduled = new AsyncLocalStorage<true>();

@Injectable()
export class UnguardedRelay extends OutboxRelay {
  override nudge(): void {
    if (!isOut('nudge') || scheduled.getStore()) super.nudge();
  }
}

@Injectable()
export class UnguardedRelayTask extends OutboxRelayTask {
  override deliver(): void {
    if (!isOut('relay-schedule')) scheduled.run(true, () => super.deliver());
  }
}

@Injectable()
export class UnguardedMailOutcomes extends MailOutcomes {
  /** The word that the queue's events bring. */
  override async record(...args: Parameters<MailOutcomes['record']>): Promise<void> {
    if (!isOut('outcome-word')) await super.record(...args);
  }

  override async ask(): Promise<void> {
    if (!isOut('outcome-question')) await super.ask();
  }
}
