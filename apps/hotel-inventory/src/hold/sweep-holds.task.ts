import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LockService } from '#locking';
import { HoldSweep } from './hold-sweep.service.js';

const EVERY_MS = 5_000;
/** Longer than a run takes; a replica that dies with the lock delays the others by no more than this. */
const LOCK_MS = 30_000;

/** Lapsed holds come back to sale, in one replica at a time by lock; correct in many without it. */
@Injectable()
export class SweepHoldsTask {
  constructor(
    private readonly locks: LockService,
    private readonly sweeping: HoldSweep,
  ) {}

  @Interval(EVERY_MS)
  run(): Promise<void> {
    return this.locks.runTask('sweep-holds', LOCK_MS, () => this.sweeping.sweep());
  }
}
