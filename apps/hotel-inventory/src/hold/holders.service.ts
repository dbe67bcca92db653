import { Injectable } from '@nestjs/common';
import type { HoldRequest } from '#contracts';
import { Database, type Reader, type Transaction } from '#database';
import type { DomainError } from '#platform';
import { InventoryEnv } from '../env.js';
import { type HoldLimits, limitReached, roomNightsOf } from './holder.js';
import { HoldTooLarge, TooManyAbandonedBookings, TooManyPendingBookings } from './hold.errors.js';
import { HolderRepository } from './holder.repository.js';

export type HolderStanding = 'unknown' | 'free' | 'atLimit';

/** Keeps one guest from denying the stock to all others: counts what each keeps, in the transaction that takes it. */
@Injectable()
export class Holders {
  private readonly limits: HoldLimits;

  constructor(
    private readonly database: Database,
    private readonly holders: HolderRepository,
    env: InventoryEnv,
  ) {
    this.limits = {
      live: env.HOLDS_PER_GUEST,
      abandoned: env.HOLDS_ABANDONED_PER_HOUR,
      roomNights: env.ROOM_NIGHTS_PER_HOLD,
    };
  }

  /** What is too much for one hold, whoever asks. */
  refusalOfSize(request: HoldRequest): HoldTooLarge | undefined {
    const { roomNights } = this.limits;
    const wanted = roomNightsOf(request);
    return roomNights > 0 && wanted > roomNights ? new HoldTooLarge(wanted, roomNights) : undefined;
  }

  /**
   * What a read can tell against one more hold of the guest: a flood that is refused writes nothing, and waits for
   * nothing. Makes the row of a guest who was not here lately. Before the transaction that takes the hold: where that
   * one made it and was rolled back, for want of rooms, the guest's other requests that wait for the row would deadlock.
   */
  async meet(holder: string | null): Promise<DomainError | undefined> {
    if (holder === null) return undefined;
    const count = await this.holders.find(this.database, holder);
    if (!count) await this.database.transaction((tx) => this.holders.insertMissing(tx, holder));
    return count && limitReached(count, this.limits) ? this.refusal(this.database, holder) : undefined;
  }

  /** Counts a hold that becomes HELD, or throws. After the hold's row and before its nights. */
  async enter(tx: Transaction, holder: string | null): Promise<void> {
    if (holder === null || (await this.holders.addLive(tx, [holder], this.limits)) === 1) return;
    // At a limit, or forgotten a moment ago.
    await this.holders.insertMissing(tx, holder);
    if ((await this.holders.addLive(tx, [holder], this.limits)) === 1) return;
    throw await this.refusal(tx, holder);
  }

  /** How each of these holders stands: unknown here as yet, free to hold one more, or at a limit. */
  async standing(reader: Reader, holders: readonly string[]): Promise<Map<string, HolderStanding>> {
    const counts = await this.holders.findAll(reader, holders);
    const standing = new Map<string, HolderStanding>(holders.map((holder) => [holder, 'unknown']));
    for (const count of counts) standing.set(count.holderId, limitReached(count, this.limits) ? 'atLimit' : 'free');
    return standing;
  }

  /** As `enter`, for one hold of each holder, who stood so a moment ago; answers whether all were counted. */
  async enterAll(
    tx: Transaction,
    holds: readonly { holder: string }[],
    standing: ReadonlyMap<string, HolderStanding>,
  ): Promise<boolean> {
    const holders = holds.map(({ holder }) => holder).sort();
    const unknown = holders.filter((holder) => standing.get(holder) === 'unknown');
    const known = holders.filter((holder) => standing.get(holder) !== 'unknown');
    if (unknown.length > 0) await this.holders.insertLive(tx, unknown);
    const counted = known.length > 0 ? await this.holders.addLive(tx, known, this.limits) : 0;
    return counted === known.length;
  }

  /** Counts a hold that is no longer HELD. After the hold's row and before its nights. */
  async leave(tx: Transaction, holder: string | null, as: 'confirmed' | 'abandoned'): Promise<void> {
    if (holder === null) return;
    if (as === 'confirmed') await this.holders.removeLive(tx, [holder]);
    else await this.holders.removeAbandoned(tx, [holder]);
  }

  /** As `leave`, for one hold of each of these holders. */
  async leaveAll(tx: Transaction, holds: readonly { holder: string | null }[], as: 'confirmed' | 'abandoned') {
    const holders = holds.flatMap(({ holder }) => holder ?? []).sort();
    if (holders.length === 0) return;
    if (as === 'confirmed') await this.holders.removeLive(tx, holders);
    else await this.holders.removeAbandoned(tx, holders);
  }

  private async refusal(reader: Reader, holder: string): Promise<DomainError> {
    const count = await this.holders.find(reader, holder);
    return count && limitReached(count, this.limits) === 'abandoned'
      ? new TooManyAbandonedBookings(secondsFrom(count.windowEndsIn))
      : new TooManyPendingBookings(secondsFrom(await this.holders.findNextEnd(reader, holder)));
  }
}

/** A sweep comes some seconds after the deadline. */
function secondsFrom(seconds: number | null): number {
  return Math.max(5, seconds ?? 0);
}
