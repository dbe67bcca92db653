import { Injectable } from '@nestjs/common';
import type { HoldNamed, ReleaseAnswer } from '#contracts';
import type { Transaction } from '#database';
import { NightRepository } from '../night/night.repository.js';
import type { Claim } from './claim.js';
import { refused } from './hold-answers.js';
import { HoldRepository, isIn } from './hold.repository.js';
import { HoldTransactions } from './hold-transactions.service.js';
import { HolderRepository } from './holder.repository.js';
import { changesOf, HELD_FREED, SOLD_FREED } from './night-changes.js';
import { RoomNightRepository } from '../room-plan/room-night.repository.js';

/** Frees what bookings keep, held or sold, for good: a hold that is asked for later takes nothing. Safe to repeat. */
@Injectable()
export class ReleaseHolds {
  constructor(
    private readonly transactions: HoldTransactions,
    private readonly holds: HoldRepository,
    private readonly holders: HolderRepository,
    private readonly nights: NightRepository,
    private readonly roomNights: RoomNightRepository,
  ) {}

  /** Answers each in its place. */
  async release(asked: readonly HoldNamed[]): Promise<ReleaseAnswer[]> {
    const outcomes = await this.transactions.settle<HoldNamed, 'released'>(asked, {
      first: 'locking',
      run: (tx, some) => this.free(tx, some),
      claims: (some) => this.claims(some),
    });
    return asked.map((one, index) => {
      const outcome = outcomes[index] as 'released' | Error;
      return outcome instanceof Error ? refused(one, outcome) : { bookingId: one.bookingId, outcome };
    });
  }

  private async claims(asked: readonly HoldNamed[]): Promise<Claim[]> {
    const claims = await this.holds.claims(asked);
    const roomNights = await this.roomNights.findNights(claims.map(({ bookingId }) => bookingId));
    return claims.map((claim) => ({
      ...claim,
      roomNights: roomNights.filter(({ bookingId }) => bookingId === claim.bookingId),
    }));
  }

  private async free(tx: Transaction, asked: readonly HoldNamed[]): Promise<'released'[]> {
    const ids = asked.map(({ bookingId }) => bookingId);
    await this.holds.insertTombstones(tx, ids);
    const found = [...(await this.holds.find(tx, ids, 'FOR UPDATE')).values()];
    const held = found.filter(isIn('HELD'));
    const sold = found.filter(isIn('CONFIRMED'));
    // It keeps nothing any more, and must not take its nights again.
    const lapsed = found.filter(isIn('LAPSED'));
    // Who buys and gives back at once has kept the nights from others as well.
    await this.holders.countAbandoned(tx, [...held, ...sold.filter(({ isJustSold }) => isJustSold)]);
    const nights = [
      ...held.map((stay) => ({ stay, effect: HELD_FREED })),
      ...sold.map((stay) => ({ stay, effect: SOLD_FREED })),
    ];
    await this.nights.changeAll(tx, changesOf(nights));
    await this.roomNights.remove(tx, sold);
    await this.holds.move(tx, [...held, ...sold, ...lapsed], 'RELEASED');
    return ids.map(() => 'released');
  }
}
