import { Injectable } from '@nestjs/common';
import { v4 as uuid } from 'uuid';
import { dateIn } from '#contracts';
import { Database, type Reader, type Transaction } from '#database';
import { InventoryEnv } from '../env.js';
import { RoomCategoryRepository } from '../room-category/room-category.repository.js';
import { GenerationQueue } from './generation-queue.service.js';
import { covers, missingRange, type NightRange, saleWindow } from './night-generation.js';
import { NightGenerationRepository } from './night-generation.repository.js';

const PAGE = 100;
const BATCH_SIZE = 100;

/** Keeps nights on sale from today, by each hotel's own calendar, as far ahead as configured. */
@Injectable()
export class SaleWindow {
  constructor(
    private readonly database: Database,
    private readonly categories: RoomCategoryRepository,
    private readonly generations: NightGenerationRepository,
    private readonly queue: GenerationQueue,
    private readonly env: InventoryEnv,
  ) {}

  /** Asks for the missing nights of every category with rooms; answers of how many. `now` is the database's unless given. */
  async fillAll(now?: Date): Promise<number> {
    let filled = 0;
    let after = 0;
    for (;;) {
      const page = await this.categories.findWithRooms(after, PAGE);
      for (const categoryId of page) if (await this.fillIfShort(categoryId, now)) filled++;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      after = last;
    }
    if (filled > 0) this.queue.nudgeAll();
    return filled;
  }

  /**
   * Asks for what is missing, unless that is under way. The category must be locked. What somebody waits for is done
   * before what is only kept in stock. Answers whether it asked.
   */
  async fill(tx: Transaction, categoryId: number, need: 'waitedFor' | 'stock', now?: Date): Promise<boolean> {
    const missing = await this.missing(tx, categoryId, now);
    if (!missing) return false;
    const underWay = await this.generations.findUnfinishedOf(tx, categoryId);
    if (underWay.some((range) => covers(range, missing))) return false;
    await this.generations.insert(tx, {
      id: uuid(),
      categoryId,
      ...missing,
      priceOverride: null,
      batchSize: BATCH_SIZE,
      background: need === 'stock',
    });
    return true;
  }

  /** To be called after the commit: what was asked for need not wait for the next schedule. */
  hurry(hotelId: number): void {
    this.queue.nudge(hotelId);
  }

  /** Most windows are full: that is found out without a lock. */
  private async fillIfShort(categoryId: number, now: Date | undefined): Promise<boolean> {
    if (!(await this.missing(this.database, categoryId, now))) return false;
    return this.database.transaction(async (tx) => {
      if (!(await this.categories.lock(tx, categoryId))) return false;
      return this.fill(tx, categoryId, 'stock', now);
    });
  }

  private async missing(reader: Reader, categoryId: number, now?: Date): Promise<NightRange | undefined> {
    const calendar = await this.categories.findCalendar(reader, categoryId);
    if (!calendar) return undefined;
    const window = saleWindow(dateIn(calendar.timezone, now ?? calendar.now), this.env.SALE_WINDOW_DAYS);
    return missingRange(window, await this.generations.findDates(reader, categoryId, window));
  }
}
