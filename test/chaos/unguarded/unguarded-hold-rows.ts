import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { HoldNamed, ReleaseAnswer } from '#contracts';
import type { Reader, Transaction } from '#database';
import { type Found, HoldRepository } from '../../../apps/hotel-inventory/src/hold/hold.repository.js';
import { HolderRepository } from '../../../apps/hotel-inventory/src/hold/holder.repository.js';
import { ReleaseHolds } from '../../../apps/hotel-inventory/src/hold/release-holds.service.js';
import { isOut, linger } from './guard.js';

/** Set while holds are released. */
const releasing = new AsyncLocalStorage<true>();

@Injectable()
export class UnguardedHoldRows extends HoldRepository {
  override async find(
    reader: Reader,
    bookingIds: readonly string[],
    lock: '' | 'FOR UPDATE' = '',
    now?: Date,
  ): Promise<Map<string, Found>> {
    if (lock === '' || !isOut('hold-lock')) return super.find(reader, bookingIds, lock, now);
    const found = await super.find(reader, bookingIds, '', now);
    if (releasing.getStore()) await linger();
    return found;
  }

  override async insertTombstones(tx: Transaction, bookingIds: readonly string[]): Promise<void> {
    if (!isOut('hold-lock')) return super.insertTombstones(tx, bookingIds);
    const rows = await tx.query<{ bookingId: string }>(
      `SELECT bookingId FROM Hold WHERE bookingId IN (${marksOf(bookingIds)})`,
      bookingIds,
    );
    const missing = bookingIds.filter((id) => !rows.some(({ bookingId }) => bookingId === id));
    if (missing.length > 0) await super.insertTombstones(tx, missing);
  }

  override async move(...args: Parameters<HoldRepository['move']>): Promise<void> {
    const [tx, holds, to] = args;
    if (!isOut('hold-condition') || holds.length === 0) return super.move(...args);
    await tx.execute(
      `UPDATE Hold SET status = ?, roomsDue = ?, changedAt = UTC_TIMESTAMP(3) WHERE bookingId IN (${marksOf(holds)})`,
      [to, to === 'CONFIRMED', ...holds.map(({ bookingId }) => bookingId)],
    );
  }
}

@Injectable()
export class UnguardedHolders extends HolderRepository {
  override async enter(...args: Parameters<HolderRepository['enter']>): Promise<boolean> {
    const isAsRead = await super.enter(...args);
    return isAsRead || isOut('holder-revision');
  }
}

@Injectable()
export class UnguardedReleases extends ReleaseHolds {
  override release(asked: readonly HoldNamed[]): Promise<ReleaseAnswer[]> {
    return releasing.run(true, () => super.release(asked));
  }
}

function marksOf(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
