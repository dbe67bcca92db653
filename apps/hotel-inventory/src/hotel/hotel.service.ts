import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import type { Caller } from '#platform';
import type { HotelLimits } from '../night/offer.js';
import { Quotas } from '../quota/quotas.service.js';
import { RoomCategoryRepository } from '../room-category/room-category.repository.js';
import { HotelAccess } from './hotel-access.service.js';
import { HotelSearch } from '../hotel-search/hotel-search.service.js';
import { columnsOf, type GuestLimits } from './guest-limits.js';
import { CurrencyInUse, HasLiveHolds, HotelNotFound } from './hotel.errors.js';
import { type HotelFields, HotelRepository } from './hotel.repository.js';

/** What a hotel has when its staff do not say. */
const DEFAULTS = {
  ...{ checkInTime: '15:00', checkOutTime: '11:00', rating: null, ratingCount: 0 },
  ...{ roomNightsPerHold: null, roomNights: null, roomNightsAtOnce: null },
};

type Said = Omit<HotelFields, keyof HotelLimits>;

/** What staff say about a hotel that is there. */
export type HotelChanges = Partial<Said> & { guestLimits?: Partial<GuestLimits> };
export type NewHotel = Omit<Said, keyof typeof DEFAULTS> & HotelChanges;

/** A second run would make a second hotel, or not find the one it removed. */
const NOT_REPEATABLE = { unknownCommit: 'throw' } as const;

/** What staff do with hotels. */
@Injectable()
export class HotelService {
  constructor(
    private readonly database: Database,
    private readonly hotels: HotelRepository,
    private readonly categories: RoomCategoryRepository,
    private readonly access: HotelAccess,
    private readonly search: HotelSearch,
    private readonly quotas: Quotas,
  ) {}

  /** The creator becomes its first member of staff. */
  async create(caller: Caller, hotel: NewHotel): Promise<number> {
    const hotelId = await this.database.transaction(async (tx) => {
      await this.quotas.admitHotel(tx, caller.userId);
      const id = await this.hotels.insert(tx, { ...DEFAULTS, ...fieldsOf(hotel) }, caller.userId);
      await this.access.grant(tx, id, caller.userId);
      return id;
    }, NOT_REPEATABLE);
    this.search.changed();
    return hotelId;
  }

  async change(caller: Caller, hotelId: number, changes: HotelChanges): Promise<void> {
    await this.access.requireStaff(caller, hotelId);
    await this.database.transaction(async (tx) => {
      const before = await this.hotels.lock(tx, hotelId);
      if (!before) throw new HotelNotFound();
      const after = { ...before, ...fieldsOf(changes) };
      if (after.currency !== before.currency) await this.requireNoPrices(tx, hotelId);
      if (after.timezone !== before.timezone) await this.requireFree(tx, hotelId);
      await this.hotels.update(tx, hotelId, after);
    });
    this.search.changed();
  }

  async remove(caller: Caller, hotelId: number): Promise<void> {
    await this.access.requireStaff(caller, hotelId);
    await this.database.transaction(async (tx) => {
      if (!(await this.hotels.lock(tx, hotelId))) throw new HotelNotFound();
      for (const categoryId of await this.requireFree(tx, hotelId)) await this.categories.delete(tx, categoryId);
      await this.hotels.delete(tx, hotelId);
    }, NOT_REPEATABLE);
    this.search.changed();
  }

  /** With the hotel's row locked no category can be added: its foreign key waits for it. */
  private async requireNoPrices(tx: Transaction, hotelId: number): Promise<void> {
    if ((await this.categories.lockAllOf(tx, hotelId)).length > 0) throw new CurrencyInUse();
  }

  /** Locks all categories and nights; a hold that is being taken either counts here or finds things changed. */
  private async requireFree(tx: Transaction, hotelId: number): Promise<number[]> {
    const categoryIds = await this.categories.lockAllOf(tx, hotelId);
    for (const categoryId of categoryIds) {
      if ((await this.categories.countTaken(tx, categoryId)) > 0) throw new HasLiveHolds();
    }
    return categoryIds;
  }
}

function fieldsOf<Changes extends HotelChanges>({ guestLimits, ...changes }: Changes) {
  return { ...given(changes), ...(given(columnsOf(guestLimits)) as Partial<HotelLimits>) };
}

/** A member that a request leaves out is there all the same, undefined; it must not overwrite anything. */
function given<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
