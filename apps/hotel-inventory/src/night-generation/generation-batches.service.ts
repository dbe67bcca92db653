import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { type LockedCategory, RoomCategoryRepository } from '../room-category/room-category.repository.js';
import { datesOf, nextBatch } from './night-generation.js';
import { type NightGeneration, NightGenerationRepository } from './night-generation.repository.js';

/** Works generations off, batch by batch: one at a turn of the hotel, so that none waits for all of another's. */
@Injectable()
export class GenerationBatches {
  constructor(
    private readonly database: Database,
    private readonly generations: NightGenerationRepository,
    private readonly categories: RoomCategoryRepository,
  ) {}

  /** Makes the next batch of what the hotel has first; nothing when all is done. */
  async runTurn(hotelId: number): Promise<void> {
    const turn = await this.generations.findTurnOf(hotelId);
    if (turn) await this.runNext(turn.generationId);
  }

  /**
   * Makes the nights of the next batch and writes down the progress in one transaction, so that every date counts once
   * whatever dies, and however many are at it. Answers whether more is to be done.
   */
  async runNext(generationId: string): Promise<boolean> {
    const generation = await this.generations.find(generationId);
    if (!generation) return false;
    return this.database.transaction(async (tx) => {
      const category = await this.categories.lock(tx, generation.categoryId);
      const current = await this.generations.lock(tx, generationId);
      if (!category || !current || current.state === 'DONE') return false;
      return this.runBatch(tx, category, current);
    });
  }

  private async runBatch(tx: Transaction, category: LockedCategory, generation: NightGeneration): Promise<boolean> {
    const batch = nextBatch(generation.nextDate, generation.endDate, generation.batchSize);
    const dates = datesOf(batch);
    const existing = new Set(await this.generations.findDates(tx, category.id, batch));
    const missing = dates.filter((date) => !existing.has(date));
    await this.generations.insertNights(tx, category.id, missing, {
      capacity: category.roomCount,
      price: generation.priceOverride ?? category.price,
    });
    const counts = { created: missing.length, skipped: dates.length - missing.length };
    await this.generations.advance(tx, generation.id, batch.endDate, counts);
    return batch.endDate < generation.endDate;
  }
}
