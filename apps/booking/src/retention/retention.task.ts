import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LockService } from '#locking';
import { Retention } from './retention.service.js';

/** Often, so that each run has little to do. */
const EVERY_MS = 60_000;
/** Longer than a usual run; a replica that dies with the lock delays the others by no more than this. */
const LOCK_MS = 60_000;

/** Runs in one replica at a time by lock, and is correct in many without it. */
@Injectable()
export class RetentionTask {
  constructor(
    private readonly locks: LockService,
    private readonly retention: Retention,
  ) {}

  @Interval(EVERY_MS)
  run(): Promise<void> {
    return this.locks.runTask('booking-retention', LOCK_MS, () => this.retention.prune());
  }
}
