import { Injectable } from '@nestjs/common';
import { type Caller, decodeCursor, pageOf } from '#platform';
import { HotelSearch } from '../hotel-search/hotel-search.service.js';
import { guestLimitsOf } from './guest-limits.js';
import { HotelAccess } from './hotel-access.service.js';
import type { HotelDto, HotelPageDto, HotelQuery } from './hotel.dto.js';
import { HotelNotFound } from './hotel.errors.js';
import { type Hotel, HotelRepository } from './hotel.repository.js';

/** What anybody may read of the hotels. */
@Injectable()
export class HotelListing {
  constructor(
    private readonly hotels: HotelRepository,
    private readonly search: HotelSearch,
    private readonly access: HotelAccess,
  ) {}

  /** Its limits are for its staff: others would learn how much of it they can block. */
  async get(hotelId: number, caller: Caller | undefined): Promise<HotelDto> {
    const [hotel, isStaff] = await Promise.all([
      this.hotels.find(hotelId),
      caller?.role === 'staff' && this.access.isStaff(caller, hotelId),
    ]);
    if (!hotel) throw new HotelNotFound();
    return { ...hotelDto(hotel), ...(isStaff ? { guestLimits: guestLimitsOf(hotel) } : {}) };
  }

  async list(query: HotelQuery): Promise<HotelPageDto> {
    const search = query.search?.trim() ?? '';
    return search === '' ? this.byNumber(query) : this.byMatch(search, query);
  }

  private async byNumber({ cursor, limit }: HotelQuery): Promise<HotelPageDto> {
    const rows = await this.hotels.findAfter(placeOf(cursor), limit + 1);
    const page = pageOf(rows, limit, (hotel) => [hotel.id]);
    return { ...page, items: page.items.map(hotelDto) };
  }

  /** The place in a ranking is how many hits came before: scores move with every change of the index. */
  private async byMatch(search: string, { cursor, limit }: HotelQuery): Promise<HotelPageDto> {
    const skipped = placeOf(cursor);
    const ranking = await this.search.find(search);
    const page = pageOf(ranking.slice(skipped, skipped + limit + 1), limit, () => [skipped + limit]);
    const found = new Map((await this.hotels.findAll(page.items)).map((hotel) => [hotel.id, hotelDto(hotel)]));
    return { ...page, items: page.items.flatMap((hotelId) => found.get(hotelId) ?? []) };
  }
}

function placeOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [place] = decodeCursor<[number]>(cursor, ([value]) => Number.isSafeInteger(value) && Number(value) >= 0);
  return place;
}

function hotelDto(hotel: Hotel): HotelDto {
  const { id: hotelId, roomNightsPerHold: _perHold, roomNights: _all, roomNightsAtOnce: _atOnce, ...known } = hotel;
  return { hotelId, ...known };
}
