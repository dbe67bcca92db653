import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LockService } from '#locking';
import { RoomPlanner } from './room-planner.service.js';

/** The front desk sees a room about as soon as the guest has the mail. */
const EVERY_MS = 500;
/** Longer than a run takes; a replica that dies with the lock delays the others by no more than this. */
const LOCK_MS = 10_000;

/** Runs in one replica at a time by lock, and is correct in many without it. */
@Injectable()
export class PlanRoomsTask {
  constructor(
    private readonly locks: LockService,
    private readonly planner: RoomPlanner,
  ) {}

  @Interval(EVERY_MS)
  run(): Promise<void> {
    return this.locks.runTask('plan-rooms', LOCK_MS, () => this.planner.plan());
  }
}
