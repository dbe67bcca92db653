import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { NightRepository } from '../night/night.repository.js';
import { HoldMetrics } from './hold.metrics.js';
import { HoldRepository, isIn } from './hold.repository.js';
import { HoldTransactions } from './hold-transactions.service.js';
import { HolderRepository } from './holder.repository.js';
import { LockedRows } from './locked-rows.repository.js';
import { changesOf, HELD_FREED } from './night-changes.js';

/** Holds swept in one transaction. */
const BATCH = 100;

/** Takes back the nights of holds whose lease has ended, whether or not the booking app is there. */
@Injectable()
export class HoldSweep {
  constructor(
    private readonly transactions: HoldTransactions,
    private readonly holds: HoldRepository,
    private readonly holders: HolderRepository,
    private readonly nights: NightRepository,
    private readonly lockedRows: LockedRows,
    private readonly metrics: HoldMetrics,
  ) {}

  /** Sweeps everything that has lapsed by `now` (the database's clock when undefined); answers how many holds. */
  async sweep(now?: Date): Promise<number> {
    let swept = 0;
    let failed = 0;
    for (;;) {
      // What could not be swept stays the oldest: it is passed over, so that nothing behind it has to wait for it.
      const batch = await this.holds.findLapsed(BATCH, failed, now);
      const lapsed = await this.lapse(batch, { now });
      swept += lapsed.swept;
      failed += lapsed.failed;
      if (batch.length < BATCH) return swept;
    }
  }

  /** Sweeps some of these holds for somebody who waits for their nights: by one try, and none that anybody keeps locked. */
  async lapseAtOnce(bookingIds: readonly string[]): Promise<void> {
    const some = bookingIds.slice(0, BATCH).map((bookingId) => ({ bookingId }));
    const locked = await this.lockedRows.areLocked(await this.holds.claims(some));
    const free = some.filter((_, index) => !locked[index]).map(({ bookingId }) => bookingId);
    if (free.length > 0) await this.lapse(free, { tries: 1 });
  }

  /** Sweeps those of the bookings whose lease has ended by `now`; answers how many were swept, and how many could not be. */
  async lapse(
    bookingIds: readonly string[],
    { now, tries }: { now?: Date | undefined; tries?: number } = {},
  ): Promise<{ swept: number; failed: number }> {
    const outcomes = await this.transactions.settle<{ bookingId: string }, boolean>(
      bookingIds.map((bookingId) => ({ bookingId })),
      {
        first: 'locking',
        ...(tries === undefined ? {} : { tries }),
        run: (tx, some) => this.free(tx, some, now),
        claims: (some) => this.holds.claims(some),
      },
    );
    const swept = outcomes.filter((outcome) => outcome === true).length;
    this.metrics.lapsed(swept);
    return { swept, failed: outcomes.filter((outcome) => outcome instanceof Error).length };
  }

  private async free(tx: Transaction, asked: readonly { bookingId: string }[], now?: Date): Promise<boolean[]> {
    const ids = asked.map(({ bookingId }) => bookingId);
    const lapsed = [...(await this.holds.find(tx, ids, 'FOR UPDATE', now)).values()]
      .filter(isIn('HELD'))
      .filter(({ isOver }) => isOver);
    await this.holders.countAbandoned(tx, lapsed);
    await this.nights.changeAll(tx, changesOf(lapsed.map((stay) => ({ stay, effect: HELD_FREED }))));
    await this.holds.move(tx, lapsed, 'LAPSED');
    const swept = new Set(lapsed.map(({ bookingId }) => bookingId));
    return ids.map((id) => swept.has(id));
  }
}
