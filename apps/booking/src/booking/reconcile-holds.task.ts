import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LockService } from '#locking';
import { ReconcileHolds } from './reconcile-holds.service.js';

const EVERY_MS = 60_000;
/** Longer than a run takes; a replica that dies with the lock delays the others by no more than this. */
const LOCK_MS = 60_000;

/** Runs in one replica at a time by lock, and is correct in many without it. */
@Injectable()
export class ReconcileHoldsTask {
  constructor(
    private readonly locks: LockService,
    private readonly reconciling: ReconcileHolds,
  ) {}

  @Interval(EVERY_MS)
  run(): Promise<void> {
    return this.locks.runTask('reconcile-holds', LOCK_MS, () => this.reconciling.reconcile());
  }
}
