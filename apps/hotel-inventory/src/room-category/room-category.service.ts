import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey } from '#database';
import { type Caller, decodeCursor, pageOf, type PageQuery } from '#platform';
import { HotelAccess } from '../hotel/hotel-access.service.js';
import { HasLiveHolds } from '../hotel/hotel.errors.js';
import { RoomCategoryNotFound } from '../night/night.errors.js';
import { Quotas } from '../quota/quotas.service.js';
import type { RoomCategoryDto, RoomCategoryPageDto } from './room-category.dto.js';
import { NameTaken } from './room-category.errors.js';
import { type CategoryWithRooms, type RoomCategoryFields, RoomCategoryRepository } from './room-category.repository.js';

@Injectable()
export class RoomCategoryService {
  constructor(
    private readonly database: Database,
    private readonly categories: RoomCategoryRepository,
    private readonly access: HotelAccess,
    private readonly quotas: Quotas,
  ) {}

  async create(caller: Caller, hotelId: number, fields: RoomCategoryFields): Promise<RoomCategoryDto> {
    await this.access.requireStaff(caller, hotelId);
    try {
      // A second run would find its own name taken.
      const categoryId = await this.database.transaction(
        async (tx) => {
          await this.quotas.admitCategory(tx, hotelId);
          return this.categories.insert(tx, hotelId, fields);
        },
        { unknownCommit: 'throw' },
      );
      return await this.get(categoryId);
    } catch (error) {
      throw isDuplicateKey(error) ? new NameTaken(fields.name) : error;
    }
  }

  async get(categoryId: number): Promise<RoomCategoryDto> {
    const category = await this.categories.find(categoryId);
    if (!category) throw new RoomCategoryNotFound();
    return categoryDto(category);
  }

  async list(hotelId: number, { cursor, limit }: PageQuery): Promise<RoomCategoryPageDto> {
    await this.access.requireHotel(hotelId);
    const [after] = cursor === undefined ? [0] : decodeCursor<[number]>(cursor, ([id]) => Number.isSafeInteger(id));
    const page = pageOf(await this.categories.findAfter(hotelId, after, limit + 1), limit, (category) => [category.id]);
    return { ...page, items: page.items.map(categoryDto) };
  }

  /** A new price is for nights that are made from now on. */
  async change(caller: Caller, categoryId: number, changes: Partial<RoomCategoryFields>): Promise<RoomCategoryDto> {
    await this.access.requireStaffOfCategory(caller, categoryId);
    try {
      await this.categories.update(categoryId, changes);
    } catch (error) {
      throw isDuplicateKey(error) ? new NameTaken(changes.name ?? '') : error;
    }
    return this.get(categoryId);
  }

  async remove(caller: Caller, categoryId: number): Promise<void> {
    await this.access.requireStaffOfCategory(caller, categoryId);
    await this.database.transaction(async (tx) => {
      if (!(await this.categories.lock(tx, categoryId))) throw new RoomCategoryNotFound();
      // With its nights locked, a hold that is being taken either counts or finds no nights.
      if ((await this.categories.countTaken(tx, categoryId)) > 0) throw new HasLiveHolds();
      await this.categories.delete(tx, categoryId);
    });
  }
}

function categoryDto({ id, _count, ...category }: CategoryWithRooms): RoomCategoryDto {
  return { roomCategoryId: id, ...category, roomCount: _count.rooms };
}
