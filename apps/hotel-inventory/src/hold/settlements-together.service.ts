import { Injectable, Logger } from '@nestjs/common';
import { type ConfirmAnswer, numberOfNights, type ReleaseAnswer } from '#contracts';
import { Database, isDatabaseAway, type Transaction } from '#database';
import { NightRepository } from '../night/night.repository.js';
import { type Hold, isTombstone, type Tombstone } from './hold.js';
import { HoldRepository } from './hold.repository.js';
import { Holders } from './holders.service.js';
import { RoomNightRepository } from './room-night.repository.js';
import { sumOf } from './rooms-of-nights.js';

/** Thrown inside the transaction to roll it back: something is not as it is with ordinary holds. */
class NotOrdinary extends Error {}

/**
 * Confirms or releases the holds of many bookings in one transaction: one commit for all of them. What is not ordinary,
 * such as a stay that must change rooms or the release of sold nights, is left to be done alone. Rows are locked in the
 * order in which they are everywhere: holds, holders, nights.
 */
@Injectable()
export class SettlementsTogether {
  private readonly logger = new Logger(SettlementsTogether.name);

  constructor(
    private readonly database: Database,
    private readonly holds: HoldRepository,
    private readonly nights: NightRepository,
    private readonly roomNights: RoomNightRepository,
    private readonly holders: Holders,
  ) {}

  /** Answers each booking in its place. */
  async confirm(bookingIds: readonly string[]): Promise<ConfirmAnswer[]> {
    const settled = await this.settle(bookingIds, (tx, held) => this.sell(tx, held));
    return bookingIds.map((bookingId) => ({ bookingId, outcome: outcome(settled?.get(bookingId)) }));

    function outcome(hold: Settled | undefined): ConfirmAnswer['outcome'] {
      if (!settled || hold?.isLeft) return 'alone';
      return hold?.was === 'HELD' || hold?.was === 'CONFIRMED' ? 'confirmed' : 'gone';
    }
  }

  /** Answers each booking in its place. A hold that never came is left alone: it needs a row that says so. */
  async release(bookingIds: readonly string[]): Promise<ReleaseAnswer[]> {
    const settled = await this.settle(bookingIds, (tx, held) => this.free(tx, held));
    return bookingIds.map((bookingId) => {
      const hold = settled?.get(bookingId);
      const isReleased = hold?.was === 'RELEASED' || (hold?.was === 'HELD' && !hold.isLeft);
      return { bookingId, outcome: isReleased ? 'released' : 'alone' };
    });
  }

  /** Locks what there is and does `work` on the holds that are HELD; undefined where all was rolled back. */
  private async settle(
    bookingIds: readonly string[],
    work: (tx: Transaction, held: readonly Hold[]) => Promise<void>,
  ): Promise<Map<string, Settled> | undefined> {
    try {
      return await this.database.transaction(async (tx) => {
        const found = await this.holds.lockAll(tx, bookingIds);
        const held = firstOfEachHolder(found);
        if (held.length > 0) await work(tx, held);
        const isLeft = (hold: Hold | Tombstone) => hold.status === 'HELD' && !held.includes(hold);
        return new Map(found.map((hold) => [hold.bookingId, { was: hold.status, isLeft: isLeft(hold) }]));
      });
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (!(error instanceof NotOrdinary)) this.logger.warn({ msg: 'holds not settled together', err: error });
      return undefined;
    }
  }

  private async sell(tx: Transaction, held: readonly Hold[]): Promise<void> {
    const nights = sumOf(held);
    // One statement after the other: what is sent behind one that ends in a deadlock would commit by itself.
    await this.holders.leaveAll(tx, held, 'confirmed');
    if ((await this.nights.sellAll(tx, nights)) !== nights.length) throw new NotOrdinary();
    // Only now, with the night rows locked, nobody else can be choosing rooms on these nights.
    for (const hold of held) {
      const given = await this.roomNights.insertFreeThroughout(tx, hold);
      if (given !== hold.rooms * numberOfNights(hold)) throw new NotOrdinary();
    }
    await this.move(tx, held, 'CONFIRMED');
  }

  private async free(tx: Transaction, held: readonly Hold[]): Promise<void> {
    const nights = sumOf(held);
    await this.holders.leaveAll(tx, held, 'abandoned');
    if ((await this.nights.freeAll(tx, nights)) !== nights.length) throw new NotOrdinary();
    await this.move(tx, held, 'RELEASED');
  }

  private async move(tx: Transaction, held: readonly Hold[], status: 'CONFIRMED' | 'RELEASED'): Promise<void> {
    const ids = held.map(({ bookingId }) => bookingId);
    if ((await this.holds.moveAll(tx, ids, status)) !== held.length) throw new NotOrdinary();
  }
}

/** A hold as it was found; `isLeft` when it was passed over. */
interface Settled {
  was: Hold['status'];
  isLeft: boolean;
}

/** Each holder's counter is changed once: a second hold of the same one is passed over. */
function firstOfEachHolder(found: readonly (Hold | Tombstone)[]): Hold[] {
  const seen = new Set<string>();
  return found.filter((hold): hold is Hold => {
    if (isTombstone(hold) || hold.status !== 'HELD') return false;
    if (hold.holder === null) return true;
    return !seen.has(hold.holder) && seen.add(hold.holder) !== undefined;
  });
}
