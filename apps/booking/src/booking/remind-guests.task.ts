import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LockService } from '#locking';
import { RemindGuests } from './remind-guests.service.js';

const EVERY_MS = 10_000;
/** Longer than a run takes; a replica that dies with the lock delays the others by no more than this. */
const LOCK_MS = 30_000;

/** Runs in one replica at a time by lock, and is correct in many without it. */
@Injectable()
export class RemindGuestsTask {
  constructor(
    private readonly locks: LockService,
    private readonly reminding: RemindGuests,
  ) {}

  @Interval(EVERY_MS)
  run(): Promise<void> {
    return this.locks.runTask('remind-guests', LOCK_MS, () => this.reminding.remind());
  }
}
