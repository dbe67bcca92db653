import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { CategoryAvailability } from '#contracts';
import { DomainError } from '#platform';
import { HotelInventoryClient } from './hotel-inventory.client.js';
import type { RoomsWanted } from './room-holds.service.js';

/** A category that the guest could book instead, `totalPrice` for all rooms and nights in minor units. */
export type Alternative = Pick<
  CategoryAvailability,
  'roomCategoryId' | 'name' | 'roomsLeft' | 'totalPrice' | 'currency'
>;

/** Refusals after which another category of the same hotel may do. */
const WORTH_ASKING = ['sold_out', 'not_on_sale'];
/** The cheapest ones. */
const MOST_TOLD = 5;
/** In a rush for one night all who come too late ask the same. */
const SAME_ANSWER_MS = 1_000;
const QUESTIONS_KEPT = 1_000;

/** What else a hotel has for a guest whose category is not to be had. */
@Injectable()
export class Alternatives {
  private readonly lately = new LRUCache<string, Promise<Alternative[]>>({ max: QUESTIONS_KEPT, ttl: SAME_ANSWER_MS });

  constructor(private readonly inventory: HotelInventoryClient) {}

  /** The refusal with `alternatives`, which are none when hotel-inventory is slow or away; or the error as it is. */
  async addTo(error: unknown, wanted: RoomsWanted): Promise<unknown> {
    if (!(error instanceof DomainError) || !WORTH_ASKING.includes(error.code)) return error;
    const alternatives = await this.find(wanted);
    return new DomainError(error.kind, error.code, error.detail, { ...error.members, alternatives });
  }

  private async find(wanted: RoomsWanted): Promise<Alternative[]> {
    const { hotelId, checkInDate, checkOutDate, rooms, totalGuests } = wanted;
    const question = `${hotelId} ${checkInDate} ${checkOutDate} ${rooms} ${totalGuests}`;
    let asked = this.lately.get(question);
    if (!asked) this.lately.set(question, (asked = this.ask(wanted)));
    return (await asked).filter(({ roomCategoryId }) => roomCategoryId !== wanted.roomCategoryId).slice(0, MOST_TOLD);
  }

  private async ask(wanted: RoomsWanted): Promise<Alternative[]> {
    const { hotelId, rooms, totalGuests } = wanted;
    const categories = await this.inventory.categoriesFor(hotelId, wanted, rooms, totalGuests).catch(() => []);
    return categories
      .filter(({ available }) => available)
      .sort((a, b) => a.totalPrice - b.totalPrice)
      .map(({ roomCategoryId, name, roomsLeft, totalPrice, currency }) => {
        return { roomCategoryId, name, roomsLeft, totalPrice, currency };
      });
  }
}
