import { Injectable } from '@nestjs/common';
import type { Reader, Transaction } from '#database';
import type { HotelStaff } from '#prisma/hotel-inventory';
import { PrismaService } from '../prisma/prisma.service.js';

@Injectable()
export class StaffRepository {
  constructor(private readonly prisma: PrismaService) {}

  async hotelExists(hotelId: number): Promise<boolean> {
    return (await this.prisma.hotel.count({ where: { id: hotelId } })) === 1;
  }

  /** Undefined when there is no such hotel. */
  async isStaffOf(userId: string, hotelId: number): Promise<boolean | undefined> {
    const hotel = await this.prisma.hotel.findUnique({
      where: { id: hotelId },
      select: { staff: { where: { userId }, select: { userId: true } } },
    });
    return hotel ? hotel.staff.length > 0 : undefined;
  }

  async isMember(reader: Reader, hotelId: number, userId: string): Promise<boolean> {
    const rows = await reader.query('SELECT userId FROM HotelStaff WHERE hotelId = ? AND userId = ?', [
      hotelId,
      userId,
    ]);
    return rows.length > 0;
  }

  async hotelOfCategory(categoryId: number): Promise<number | undefined> {
    const category = await this.prisma.roomCategory.findUnique({
      where: { id: categoryId },
      select: { hotelId: true },
    });
    return category?.hotelId;
  }

  async hotelsOf(userId: string, limit: number): Promise<number[]> {
    const rows = await this.prisma.hotelStaff.findMany({
      where: { userId },
      orderBy: { hotelId: 'asc' },
      take: limit,
      select: { hotelId: true },
    });
    return rows.map((row) => row.hotelId);
  }

  findAfter(hotelId: number, userId: string, limit: number): Promise<HotelStaff[]> {
    return this.prisma.hotelStaff.findMany({
      where: { hotelId, userId: { gt: userId } },
      orderBy: { userId: 'asc' },
      take: limit,
    });
  }

  async add(tx: Transaction, hotelId: number, userId: string): Promise<void> {
    await tx.execute(
      `INSERT INTO HotelStaff (hotelId, userId, addedAt) VALUES (?, ?, UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE userId = userId`,
      [hotelId, userId],
    );
  }

  async remove(tx: Transaction, hotelId: number, userId: string): Promise<void> {
    await tx.execute('DELETE FROM HotelStaff WHERE hotelId = ? AND userId = ?', [hotelId, userId]);
  }

  /** The hotel must be locked, or somebody may come or go meanwhile. */
  async countOthers(tx: Transaction, hotelId: number, userId: string): Promise<number> {
    const [row] = await tx.query<{ others: number }>(
      'SELECT COUNT(*) AS others FROM HotelStaff WHERE hotelId = ? AND userId <> ?',
      [hotelId, userId],
    );
    return row?.others ?? 0;
  }
}
