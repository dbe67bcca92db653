import { Injectable } from '@nestjs/common';
import type { Stay } from '#contracts';
import type { Transaction } from '#database';
import { HoldSweep } from '../../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import {
  type LockedCategory,
  RoomCategoryRepository,
} from '../../../apps/hotel-inventory/src/room-category/room-category.repository.js';
import { RoomNightRepository } from '../../../apps/hotel-inventory/src/room-plan/room-night.repository.js';
import { isOut, linger } from './guard.js';

/** Without the choice many plans of a category are made at once, each by what it has read. */
@Injectable()
export class UnguardedRoomNights extends RoomNightRepository {
  override async lockCategory(tx: Transaction, categoryId: number) {
    if (!isOut('room-choice')) return super.lockCategory(tx, categoryId);
    const [row] = await tx.query<{ timezone: string; now: Date }>(
      `SELECT h.timezone, UTC_TIMESTAMP(3) AS now FROM RoomCategory c JOIN Hotel h ON h.id = c.hotelId WHERE c.id = ?`,
      [categoryId],
    );
    return row;
  }

  override async lockDue(tx: Transaction, categoryId: number) {
    if (!isOut('room-choice')) return super.lockDue(tx, categoryId);
    return tx.query<Stay & { bookingId: string; rooms: number }>(
      `SELECT bookingId, checkInDate, checkOutDate, rooms FROM Hold
       WHERE roomsDue = TRUE AND categoryId = ? ORDER BY changedAt, bookingId`,
      [categoryId],
    );
  }

  override async findStays(...args: Parameters<RoomNightRepository['findStays']>) {
    const stays = await super.findStays(...args);
    if (isOut('room-choice')) await linger();
    return stays;
  }
}

@Injectable()
export class UnguardedCategories extends RoomCategoryRepository {
  override async lock(tx: Transaction, categoryId: number): Promise<LockedCategory | undefined> {
    if (!isOut('capacity-lock')) return super.lock(tx, categoryId);
    const [category] = await tx.query<Omit<LockedCategory, 'roomCount'>>(
      'SELECT id, hotelId, price FROM RoomCategory WHERE id = ?',
      [categoryId],
    );
    const [count] = await tx.query<{ rooms: number }>('SELECT COUNT(*) AS rooms FROM Room WHERE categoryId = ?', [
      categoryId,
    ]);
    return category && { ...category, roomCount: count?.rooms ?? 0 };
  }
}

@Injectable()
export class UnguardedSweep extends HoldSweep {
  override async sweep(now?: Date): Promise<number> {
    return isOut('lapse-sweep') ? 0 : super.sweep(now);
  }

  override async lapse(...args: Parameters<HoldSweep['lapse']>) {
    return isOut('lapse-sweep') ? { swept: 0, failed: 0 } : super.lapse(...args);
  }
}
