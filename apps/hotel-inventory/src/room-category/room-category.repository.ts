import { Injectable } from '@nestjs/common';
import type { Reader, Transaction } from '#database';
import type { Prisma } from '#prisma/hotel-inventory';
import { PrismaService } from '../prisma/prisma.service.js';
import type { RoomType } from './room-type.js';

/** What staff say about a room category. */
export interface RoomCategoryFields {
  name: string;
  roomType: RoomType;
  price: number;
  maxGuests: number;
}

/** A category under lock, with what its nights are made from. */
export interface LockedCategory {
  id: number;
  hotelId: number;
  price: number;
  roomCount: number;
}

/** Where and when a category is: its calendar. */
export interface CategoryCalendar {
  timezone: string;
  /** By the database's clock. */
  now: Date;
}

const WITH_ROOM_COUNT = { _count: { select: { rooms: true } } } satisfies Prisma.RoomCategoryInclude;

export type CategoryWithRooms = Prisma.RoomCategoryGetPayload<{ include: typeof WITH_ROOM_COUNT }>;

@Injectable()
export class RoomCategoryRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Fails with a duplicate key for a name that the hotel has. */
  async insert(tx: Transaction, hotelId: number, fields: RoomCategoryFields): Promise<number> {
    const { name, roomType, price, maxGuests } = fields;
    const { insertId } = await tx.execute(
      `INSERT INTO RoomCategory (hotelId, name, roomType, price, maxGuests, createdAt, updatedAt)
       VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [hotelId, name, roomType, price, maxGuests],
    );
    return insertId;
  }

  /** Answers whether the category is there. */
  async update(categoryId: number, changes: Partial<RoomCategoryFields>): Promise<boolean> {
    const { count } = await this.prisma.roomCategory.updateMany({ where: { id: categoryId }, data: changes });
    return count === 1;
  }

  find(categoryId: number): Promise<CategoryWithRooms | null> {
    return this.prisma.roomCategory.findUnique({ where: { id: categoryId }, include: WITH_ROOM_COUNT });
  }

  findAfter(hotelId: number, categoryId: number, limit: number): Promise<CategoryWithRooms[]> {
    return this.prisma.roomCategory.findMany({
      where: { hotelId, id: { gt: categoryId } },
      orderBy: { id: 'asc' },
      take: limit,
      include: WITH_ROOM_COUNT,
    });
  }

  /** Numbers of the categories that have something to sell, page by page. */
  async findWithRooms(after: number, limit: number): Promise<number[]> {
    const rows = await this.prisma.roomCategory.findMany({
      where: { id: { gt: after }, rooms: { some: {} } },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map((row) => row.id);
  }

  async findCalendar(reader: Reader, categoryId: number): Promise<CategoryCalendar | undefined> {
    const [row] = await reader.query<CategoryCalendar>(
      `SELECT h.timezone, UTC_TIMESTAMP(3) AS now FROM RoomCategory c JOIN Hotel h ON h.id = c.hotelId WHERE c.id = ?`,
      [categoryId],
    );
    return row;
  }

  /** Locks the category until the transaction ends: whoever changes its capacity does, before anything else of it. */
  async lock(tx: Transaction, categoryId: number): Promise<LockedCategory | undefined> {
    const [row] = await tx.query<Omit<LockedCategory, 'roomCount'>>(
      'SELECT id, hotelId, price FROM RoomCategory WHERE id = ? FOR UPDATE',
      [categoryId],
    );
    // Counted by a statement of its own: one that waited for the lock would count what was there before.
    return row && { ...row, roomCount: await this.countRooms(tx, categoryId) };
  }

  /** Locks all categories of a hotel, in the order in which everybody does. */
  async lockAllOf(tx: Transaction, hotelId: number): Promise<number[]> {
    const rows = await tx.query<{ id: number }>(
      'SELECT id FROM RoomCategory WHERE hotelId = ? ORDER BY id FOR UPDATE',
      [hotelId],
    );
    return rows.map((row) => row.id);
  }

  /** Room-nights held or sold. Locks every night of the category, in date order, so that none can be taken after. */
  async countTaken(tx: Transaction, categoryId: number): Promise<number> {
    const nights = await tx.query<{ taken: number }>(
      'SELECT held + sold AS taken FROM CategoryNight WHERE categoryId = ? ORDER BY date FOR UPDATE',
      [categoryId],
    );
    return nights.reduce((sum, night) => sum + night.taken, 0);
  }

  /** With all that belongs to it. The category and its nights must be locked, and nothing held or sold. */
  async delete(tx: Transaction, categoryId: number): Promise<void> {
    await tx.execute('DELETE FROM CategoryNight WHERE categoryId = ?', [categoryId]);
    await tx.execute('DELETE FROM NightGeneration WHERE categoryId = ?', [categoryId]);
    await tx.execute('DELETE FROM Room WHERE categoryId = ?', [categoryId]);
    await tx.execute('DELETE FROM RoomCategory WHERE id = ?', [categoryId]);
  }

  private async countRooms(tx: Transaction, categoryId: number): Promise<number> {
    const [row] = await tx.query<{ rooms: number }>('SELECT COUNT(*) AS rooms FROM Room WHERE categoryId = ?', [
      categoryId,
    ]);
    return row?.rooms ?? 0;
  }
}
