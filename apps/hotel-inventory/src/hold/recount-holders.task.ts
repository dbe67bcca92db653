import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LockService } from '#locking';
import { HolderRecount } from './holder-recount.service.js';

/** Counters go wrong during deployments only; until then a guest may be refused who need not be. */
const EVERY_MS = 60_000;
/** Longer than a run takes; a replica that dies with the lock delays the others by no more than this. */
const LOCK_MS = 60_000;

/** Runs in one replica at a time by lock, and is correct in many without it. */
@Injectable()
export class RecountHoldersTask {
  constructor(
    private readonly locks: LockService,
    private readonly holders: HolderRecount,
  ) {}

  @Interval(EVERY_MS)
  run(): Promise<void> {
    return this.locks.runTask('recount-holders', LOCK_MS, () => this.holders.recount());
  }
}
