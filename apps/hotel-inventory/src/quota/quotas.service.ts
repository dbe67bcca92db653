import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { InventoryEnv } from '../env.js';
import { HotelNotFound } from '../hotel/hotel.errors.js';
import { type Quota, QuotaExceeded } from './quota.errors.js';
import { QuotaRepository } from './quota.repository.js';

/**
 * How much one caller may create. To be asked first in the transaction that creates it: what is counted is locked until
 * the commit, so of two who add the last one at the same instant one is refused.
 */
@Injectable()
export class Quotas {
  constructor(
    private readonly env: InventoryEnv,
    private readonly counts: QuotaRepository,
  ) {}

  async admitHotel(tx: Transaction, userId: string): Promise<void> {
    const limit = this.env.HOTELS_PER_USER;
    if (limit === 0) return;
    await this.counts.lockCreator(tx, userId);
    requireBelow('hotels', limit, await this.counts.countHotelsBy(tx, userId));
  }

  async admitCategory(tx: Transaction, hotelId: number): Promise<void> {
    await this.lockHotel(tx, hotelId);
    requireBelow('room_categories', this.env.CATEGORIES_PER_HOTEL, await this.counts.countCategories(tx, hotelId));
  }

  async admitRooms(tx: Transaction, hotelId: number, rooms: number): Promise<void> {
    await this.lockHotel(tx, hotelId);
    requireBelow('rooms', this.env.ROOMS_PER_HOTEL, await this.counts.countRooms(tx, hotelId), rooms);
  }

  async admitGeneration(tx: Transaction, hotelId: number): Promise<void> {
    await this.lockHotel(tx, hotelId);
    const unfinished = await this.counts.countUnfinishedGenerations(tx, hotelId);
    requireBelow('night_generations', this.env.GENERATIONS_PER_HOTEL, unfinished);
  }

  private async lockHotel(tx: Transaction, hotelId: number): Promise<void> {
    if (!(await this.counts.lockHotel(tx, hotelId))) throw new HotelNotFound();
  }
}

/** Throws when `more` would be one too many; a limit of 0 is none. */
function requireBelow(quota: Quota, limit: number, there: number, more = 1): void {
  if (limit > 0 && there + more > limit) throw new QuotaExceeded(quota, limit);
}
