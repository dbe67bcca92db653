import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey, type Transaction } from '#database';
import { type Caller, decodeCursor, InvalidRequest, pageOf, type PageQuery } from '#platform';
import { HotelAccess } from '../hotel/hotel-access.service.js';
import { RoomCategoryNotFound } from '../night/night.errors.js';
import { SaleWindow } from '../night-generation/sale-window.service.js';
import { Quotas } from '../quota/quotas.service.js';
import { RoomCategoryRepository } from '../room-category/room-category.repository.js';
import { repeatedNumbers } from './room-number.js';
import type { AddedRoomsDto, RoomDto, RoomPageDto } from './room.dto.js';
import { RoomNumberTaken } from './room.errors.js';
import { type Room, RoomRepository } from './room.repository.js';

@Injectable()
export class RoomService {
  constructor(
    private readonly database: Database,
    private readonly categories: RoomCategoryRepository,
    private readonly rooms: RoomRepository,
    private readonly access: HotelAccess,
    private readonly saleWindow: SaleWindow,
    private readonly quotas: Quotas,
  ) {}

  /** Adds all of the rooms or none, and their nights: capacity is the rooms in service, on every night. */
  async add(caller: Caller, categoryId: number, numbers: string[]): Promise<AddedRoomsDto> {
    const repeated = repeatedNumbers(numbers);
    if (repeated.length > 0) throw notDistinct(repeated);
    const hotelId = await this.access.requireStaffOfCategory(caller, categoryId);
    const roomCount = await this.addOrName(hotelId, categoryId, numbers);
    if (roomCount === numbers.length) this.saleWindow.hurry(hotelId);
    return { rooms: (await this.rooms.findAll(categoryId, numbers)).map(roomDto), roomCount };
  }

  async list(categoryId: number, { cursor, limit }: PageQuery): Promise<RoomPageDto> {
    if (!(await this.categories.find(categoryId))) throw new RoomCategoryNotFound();
    const [after] = cursor === undefined ? [0] : decodeCursor<[number]>(cursor, ([id]) => Number.isSafeInteger(id));
    const page = pageOf(await this.rooms.findAfter(categoryId, after, limit + 1), limit, (room) => [room.id]);
    return { ...page, items: page.items.map(roomDto) };
  }

  private async addOrName(hotelId: number, categoryId: number, numbers: string[]): Promise<number> {
    try {
      // A second run would find its own numbers taken.
      return await this.database.transaction((tx) => this.addUnderLock(tx, hotelId, categoryId, numbers), {
        unknownCommit: 'throw',
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const taken = await this.rooms.findTaken(this.database, hotelId, numbers);
      throw taken.length > 0 ? new RoomNumberTaken(taken) : notDistinct(numbers);
    }
  }

  private async addUnderLock(tx: Transaction, hotelId: number, categoryId: number, numbers: string[]): Promise<number> {
    await this.quotas.admitRooms(tx, hotelId, numbers.length);
    const category = await this.categories.lock(tx, categoryId);
    if (!category) throw new RoomCategoryNotFound();
    const taken = await this.rooms.findTaken(tx, hotelId, numbers);
    if (taken.length > 0) throw new RoomNumberTaken(taken);
    await this.rooms.insert(tx, hotelId, categoryId, numbers);
    await this.rooms.raiseCapacity(tx, categoryId, numbers.length);
    // The first rooms need not wait for the sale window's task to be on sale.
    if (category.roomCount === 0) await this.saleWindow.fill(tx, categoryId, 'waitedFor');
    return category.roomCount + numbers.length;
  }
}

function notDistinct(numbers: string[]): InvalidRequest {
  return new InvalidRequest([{ field: 'numbers', message: `numbers must be distinct; look at ${numbers.join(', ')}` }]);
}

function roomDto({ id, number }: Room): RoomDto {
  return { roomId: id, number };
}
