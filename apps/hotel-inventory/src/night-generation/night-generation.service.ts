import { Injectable } from '@nestjs/common';
import { v4 as uuid } from 'uuid';
import { dateIn, daysBetween } from '#contracts';
import { Database, type Transaction } from '#database';
import { type Caller, InvalidRequest } from '#platform';
import { HotelAccess } from '../hotel/hotel-access.service.js';
import { RoomCategoryNotFound } from '../night/night.errors.js';
import { Quotas } from '../quota/quotas.service.js';
import { RoomCategoryRepository } from '../room-category/room-category.repository.js';
import { GenerationQueue } from './generation-queue.service.js';
import type { NightGenerationDto } from './night-generation.dto.js';
import { NightGenerationNotFound, NightsExist } from './night-generation.errors.js';
import { datesOf, includes, type NightRange, rangeErrors } from './night-generation.js';
import { type NightGeneration, NightGenerationRepository } from './night-generation.repository.js';

export interface NightsWanted extends NightRange {
  priceOverride?: number | null;
  batchSize: number;
}

@Injectable()
export class NightGenerationService {
  constructor(
    private readonly database: Database,
    private readonly access: HotelAccess,
    private readonly categories: RoomCategoryRepository,
    private readonly generations: NightGenerationRepository,
    private readonly quotas: Quotas,
    private readonly queue: GenerationQueue,
  ) {}

  /** Writes down what is wanted; workers do it. Answers the generation's id. */
  async request(caller: Caller, categoryId: number, wanted: NightsWanted): Promise<string> {
    const hotelId = await this.access.requireStaffOfCategory(caller, categoryId);
    await this.requirePossible(categoryId, wanted);
    const { startDate, endDate, priceOverride = null, batchSize } = wanted;
    const generation = { id: uuid(), categoryId, startDate, endDate, priceOverride, batchSize, background: false };
    await this.database.transaction(async (tx) => {
      await this.quotas.admitGeneration(tx, hotelId);
      if (!(await this.categories.lock(tx, categoryId))) throw new RoomCategoryNotFound();
      if (priceOverride !== null) await this.requireNewNights(tx, categoryId, wanted);
      await this.generations.insert(tx, generation);
    });
    this.queue.nudge(hotelId);
    return generation.id;
  }

  async get(caller: Caller, generationId: string): Promise<NightGenerationDto> {
    const generation = await this.generations.find(generationId.toLowerCase());
    if (!generation) throw new NightGenerationNotFound();
    await this.access.requireStaffOfCategory(caller, generation.categoryId);
    return generationDto(generation);
  }

  /** The category must be locked. A night that exists keeps its price, and whoever makes it first gives it one. */
  private async requireNewNights(tx: Transaction, categoryId: number, wanted: NightRange): Promise<void> {
    const there = new Set(await this.generations.findDates(tx, categoryId, wanted));
    const underWay = await this.generations.findUnfinishedOf(tx, categoryId);
    const taken = datesOf(wanted).filter((date) => there.has(date) || underWay.some((range) => includes(range, date)));
    if (taken.length > 0) throw new NightsExist(taken);
  }

  private async requirePossible(categoryId: number, wanted: NightsWanted): Promise<void> {
    const calendar = await this.categories.findCalendar(this.database, categoryId);
    if (!calendar) throw new RoomCategoryNotFound();
    const errors = rangeErrors(wanted, dateIn(calendar.timezone, calendar.now));
    if (errors.length > 0) throw new InvalidRequest(errors);
  }
}

function generationDto({ id, categoryId, nextDate, ...generation }: NightGeneration): NightGenerationDto {
  return {
    generationId: id,
    roomCategoryId: categoryId,
    ...generation,
    total: daysBetween(generation.startDate, generation.endDate),
    done: daysBetween(generation.startDate, nextDate),
  };
}
