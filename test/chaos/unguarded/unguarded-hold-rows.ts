import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import type { Hold, Tombstone } from '../../../apps/hotel-inventory/src/hold/hold.js';
import { HoldRepository } from '../../../apps/hotel-inventory/src/hold/hold.repository.js';
import { HoldSettlement } from '../../../apps/hotel-inventory/src/hold/hold-settlement.service.js';
import { isOut, linger } from './guard.js';

/** Set while a hold is released. */
const releasing = new AsyncLocalStorage<true>();

@Injectable()
export class UnguardedHoldRows extends HoldRepository {
  override async lock(tx: Transaction, bookingId: string): Promise<Hold | Tombstone | undefined> {
    if (!isOut('hold-lock')) return super.lock(tx, bookingId);
    const [row] = await tx.query<Hold | Tombstone>('SELECT * FROM Hold WHERE bookingId = ?', [bookingId]);
    if (releasing.getStore()) await linger();
    return row;
  }

  override async lockAll(tx: Transaction, bookingIds: readonly string[]): Promise<(Hold | Tombstone)[]> {
    if (!isOut('hold-lock')) return super.lockAll(tx, bookingIds);
    return tx.query<Hold | Tombstone>(
      `SELECT * FROM Hold WHERE bookingId IN (${bookingIds.map(() => '?').join(', ')}) ORDER BY bookingId`,
      bookingIds,
    );
  }

  override async moveAll(
    tx: Transaction,
    bookingIds: readonly string[],
    status: 'CONFIRMED' | 'RELEASED',
  ): Promise<number> {
    if (!isOut('hold-condition')) return super.moveAll(tx, bookingIds, status);
    const { matched } = await tx.execute(
      `UPDATE Hold SET status = ?, changedAt = UTC_TIMESTAMP(3)
       WHERE bookingId IN (${bookingIds.map(() => '?').join(', ')})`,
      [status, ...bookingIds],
    );
    return matched;
  }

  override async setStatus(...args: Parameters<HoldRepository['setStatus']>): Promise<void> {
    if (!isOut('hold-condition')) return super.setStatus(...args);
    const [tx, { bookingId }, status] = args;
    await tx.execute('UPDATE Hold SET status = ?, changedAt = UTC_TIMESTAMP(3) WHERE bookingId = ?', [
      status,
      bookingId,
    ]);
  }
}

@Injectable()
export class UnguardedSettlement extends HoldSettlement {
  override release(bookingId: string): Promise<void> {
    return releasing.run(true, () => super.release(bookingId));
  }
}
