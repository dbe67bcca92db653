import { Injectable } from '@nestjs/common';
import { nightsOf, type Stay } from '#contracts';
import type { Transaction } from '#database';
import { HoldSweep } from '../../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { RoomNightRepository } from '../../../apps/hotel-inventory/src/hold/room-night.repository.js';
import {
  type LockedCategory,
  RoomCategoryRepository,
} from '../../../apps/hotel-inventory/src/room-category/room-category.repository.js';
import { isOut } from './guard.js';

@Injectable()
export class UnguardedRoomNights extends RoomNightRepository {
  override async findFreeThroughout(tx: Transaction, categoryId: number, stay: Stay, limit: number) {
    if (!isOut('room-choice')) return super.findFreeThroughout(tx, categoryId, stay, limit);
    const rooms = await tx.query<{ id: number }>('SELECT id FROM Room WHERE categoryId = ? ORDER BY id LIMIT ?', [
      categoryId,
      limit,
    ]);
    return rooms.map((room) => room.id);
  }

  override async insertFreeThroughout(...args: Parameters<RoomNightRepository['insertFreeThroughout']>) {
    if (!isOut('room-choice')) return super.insertFreeThroughout(...args);
    const [tx, hold] = args;
    const roomIds = await this.findFreeThroughout(tx, hold.categoryId, hold, hold.rooms);
    const nights = nightsOf(hold).flatMap((date) => roomIds.map((roomId) => ({ roomId, date })));
    await this.insert(tx, hold.bookingId, nights);
    return nights.length;
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

  override async sweepStay(categoryId: number, stay: Stay): Promise<void> {
    if (!isOut('lapse-sweep')) await super.sweepStay(categoryId, stay);
  }
}
