import { Injectable } from '@nestjs/common';
import type { Reader, Transaction } from '#database';
import type { Room } from '#prisma/hotel-inventory';
import { PrismaService } from '../prisma/prisma.service.js';

export type { Room };

@Injectable()
export class RoomRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Which of the numbers the hotel has already. */
  async findTaken(reader: Reader, hotelId: number, numbers: string[]): Promise<string[]> {
    const rows = await reader.query<{ number: string }>(
      `SELECT number FROM Room WHERE hotelId = ? AND number IN (${numbers.map(() => '?').join(', ')}) ORDER BY number`,
      [hotelId, ...numbers],
    );
    return rows.map((row) => row.number);
  }

  /** Fails with a duplicate key when another category of the hotel gets one of the numbers at the same instant. */
  async insert(tx: Transaction, hotelId: number, categoryId: number, numbers: string[]): Promise<void> {
    await tx.execute(
      `INSERT INTO Room (hotelId, categoryId, number, createdAt)
       VALUES ${numbers.map(() => '(?, ?, ?, UTC_TIMESTAMP(3))').join(', ')}`,
      numbers.flatMap((number) => [hotelId, categoryId, number]),
    );
  }

  /** The category must be locked, or a batch of nights that is being made would miss the new rooms. */
  async raiseCapacity(tx: Transaction, categoryId: number, by: number): Promise<void> {
    await tx.execute('UPDATE CategoryNight SET capacity = capacity + ? WHERE categoryId = ? ORDER BY date', [
      by,
      categoryId,
    ]);
  }

  findAll(categoryId: number, numbers: string[]): Promise<Room[]> {
    return this.prisma.room.findMany({ where: { categoryId, number: { in: numbers } }, orderBy: { id: 'asc' } });
  }

  findAfter(categoryId: number, roomId: number, limit: number): Promise<Room[]> {
    return this.prisma.room.findMany({
      where: { categoryId, id: { gt: roomId } },
      orderBy: { id: 'asc' },
      take: limit,
    });
  }
}
