import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { RequestsUnderWay } from '#platform';

/** Fewer requests at once leave the processor time for mails. */
const BUSY = 4;
/** Mails handed over at once: enough to fill a Redis pipeline, or so few that nobody notices. */
const BATCH = { calm: 50, busy: 10 };
/** After so long the next mails go out however many guests wait: 20 a second of each replica, at least. */
const LONGEST_REST_MS = 500;
const LOOK_EVERY_MS = 50;

/** Guests who wait for an answer go first: between batches of mails the relay rests until there are few of them. */
@Injectable()
export class RelayPace {
  constructor(private readonly requests: RequestsUnderWay) {}

  /** How many mails go next. */
  get batch(): number {
    return this.isBusy ? BATCH.busy : BATCH.calm;
  }

  /** Ends early once `isStopped` says so. */
  async rest(isStopped: () => boolean): Promise<void> {
    const endsAt = performance.now() + LONGEST_REST_MS;
    while (this.isBusy && performance.now() < endsAt && !isStopped()) await sleep(LOOK_EVERY_MS);
  }

  private get isBusy(): boolean {
    return this.requests.count >= BUSY;
  }
}
