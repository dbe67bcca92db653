import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { RequestsUnderWay } from '#platform';

/** Fewer requests at once leave the processor time for mails. */
const BUSY = 4;
/** Mails handed over at once: enough to fill a Redis pipeline, or so few that nobody notices. */
const BATCH = { calm: 50, late: 20, busy: 10 };
/** Mails that have waited for so long go twice as fast, and guests feel it a little. */
const LATE_S = 60;
/** After so long the next mails go out however many guests wait: 20 a second of each replica, at least. */
const LONGEST_REST_MS = 500;
const LOOK_EVERY_MS = 50;

/** Guests who wait for an answer go first: between batches of mails the relay rests until there are few of them. */
@Injectable()
export class RelayPace {
  private lateSeconds = 0;

  constructor(private readonly requests: RequestsUnderWay) {}

  /** How many mails go next. */
  get batch(): number {
    if (!this.isBusy) return BATCH.calm;
    return this.lateSeconds < LATE_S ? BATCH.busy : BATCH.late;
  }

  /** For how long the mails that go now have been due. Ends early once `isStopped` says so. */
  async rest(lateSeconds: number, isStopped: () => boolean): Promise<void> {
    this.lateSeconds = lateSeconds;
    const endsAt = performance.now() + LONGEST_REST_MS;
    while (this.isBusy && performance.now() < endsAt && !isStopped()) await sleep(LOOK_EVERY_MS);
  }

  private get isBusy(): boolean {
    return this.requests.count >= BUSY;
  }
}
