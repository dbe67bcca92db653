import { Injectable } from '@nestjs/common';
import type { HoldRequest } from '#contracts';
import { Database, type Reader } from '#database';
import { LockService } from '#locking';
import { HoldRepository, type LapsedHold } from './hold.repository.js';
import { HoldSweep } from './hold-sweep.service.js';

/** Processes that contend for the last rooms of a category go one after the other, for so long at most. */
const TURN = { ttlMs: 2_000, waitMs: 100 };

/** Holds whose lease has ended, and that keep rooms all the same until they are swept. */
@Injectable()
export class LapsedHolds {
  constructor(
    private readonly database: Database,
    private readonly holds: HoldRepository,
    private readonly sweeping: HoldSweep,
    private readonly locks: LockService,
  ) {}

  /** Those that keep rooms which the requests want. */
  async inTheWayOf(reader: Reader, requests: readonly HoldRequest[]): Promise<LapsedHold[]> {
    const categories = new Set(requests.map(({ roomCategoryId }) => roomCategoryId));
    const lapsed = await this.holds.findLapsedIn(reader, [...categories]);
    return lapsed.filter((hold) => requests.some((request) => isInTheWay(hold, request)));
  }

  /** Sweeps what is in the way of the requests and runs `attempt`; one process at a time for each category. */
  async sweptFor(requests: readonly HoldRequest[], attempt: () => Promise<void>): Promise<void> {
    const categories = [...new Set(requests.map(({ roomCategoryId }) => `category:${roomCategoryId}`))];
    await this.locks.withLocks(categories, TURN, async () => {
      const own = new Set(requests.map(({ bookingId }) => bookingId));
      const lapsed = await this.inTheWayOf(this.database, requests);
      const ids = lapsed.map(({ bookingId }) => bookingId).filter((id) => !own.has(id));
      if (ids.length > 0) await this.sweeping.lapseAtOnce(ids);
      await attempt();
    });
  }
}

/** Whether the lapsed hold keeps rooms that the request wants. */
export function isInTheWay(lapsed: LapsedHold, { roomCategoryId, checkInDate, checkOutDate }: HoldRequest): boolean {
  return lapsed.categoryId === roomCategoryId && lapsed.checkInDate < checkOutDate && checkInDate < lapsed.checkOutDate;
}
