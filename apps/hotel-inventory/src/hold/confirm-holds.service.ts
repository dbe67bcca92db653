import { Injectable } from '@nestjs/common';
import type { ConfirmAnswer, HoldNamed } from '#contracts';
import type { Transaction } from '#database';
import { NightRepository } from '../night/night.repository.js';
import { refused } from './hold-answers.js';
import { type Found, HoldRepository, isIn } from './hold.repository.js';
import { HoldTransactions } from './hold-transactions.service.js';
import { changesOf, SOLD } from './night-changes.js';

type Outcome = 'confirmed' | 'gone';

/**
 * Sells held nights, many bookings in one transaction. Whether a confirm is in time was judged by booking; rooms are
 * given later. Safe to repeat.
 */
@Injectable()
export class ConfirmHolds {
  constructor(
    private readonly transactions: HoldTransactions,
    private readonly holds: HoldRepository,
    private readonly nights: NightRepository,
  ) {}

  /** Answers each in its place. */
  async confirm(asked: readonly HoldNamed[]): Promise<ConfirmAnswer[]> {
    const outcomes = await this.transactions.settle<HoldNamed, Outcome>(asked, {
      // That a hold is gone is final, so only a locking read may say it: it waits for who is about to commit.
      first: 'locking',
      run: (tx, some) => this.sell(tx, some),
      claims: (some) => this.holds.claims(some),
    });
    return asked.map((one, index) => {
      const outcome = outcomes[index] as Outcome | Error;
      return outcome instanceof Error ? refused(one, outcome) : { bookingId: one.bookingId, outcome };
    });
  }

  private async sell(tx: Transaction, asked: readonly HoldNamed[]): Promise<Outcome[]> {
    const ids = asked.map(({ bookingId }) => bookingId);
    const found = await this.holds.find(tx, ids, 'FOR UPDATE');
    const held = [...found.values()].filter(isIn('HELD'));
    await this.nights.changeAll(tx, changesOf(held.map((stay) => ({ stay, effect: SOLD }))));
    await this.holds.move(tx, held, 'CONFIRMED');
    return ids.map((id) => outcomeOf(found.get(id)));
  }
}

function outcomeOf(found: Found | undefined): Outcome {
  return found?.status === 'HELD' || found?.status === 'CONFIRMED' ? 'confirmed' : 'gone';
}
