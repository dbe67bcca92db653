import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import type { Hotel as HotelRow } from '#prisma/hotel-inventory';
import { PrismaService } from '../prisma/prisma.service.js';

/** A hotel with its limits, which only its staff are told. */
export type Hotel = Omit<HotelRow, 'createdBy'>;

/** What can be said about a hotel. */
export type HotelFields = Omit<Hotel, 'id' | 'createdAt' | 'updatedAt'>;

const COLUMNS = [
  'name',
  'address',
  'city',
  'country',
  'timezone',
  'currency',
  'checkInTime',
  'checkOutTime',
  'rating',
  'ratingCount',
  'roomNightsPerHold',
  'roomNights',
  'roomNightsAtOnce',
] as const satisfies (keyof HotelFields)[];

/** Whose it is, is nobody's business. */
const PRIVATE = { createdBy: true } as const;

@Injectable()
export class HotelRepository {
  constructor(private readonly prisma: PrismaService) {}

  async insert(tx: Transaction, fields: HotelFields, createdBy: string): Promise<number> {
    const { insertId } = await tx.execute(
      `INSERT INTO Hotel (${COLUMNS.join(', ')}, createdBy, createdAt, updatedAt)
       VALUES (${COLUMNS.map(() => '?').join(', ')}, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [...COLUMNS.map((column) => fields[column]), createdBy],
    );
    return insertId;
  }

  /** Locks the hotel until the transaction ends. Always before its categories. */
  async lock(tx: Transaction, hotelId: number): Promise<HotelFields | undefined> {
    const [row] = await tx.query<HotelFields>(`SELECT ${COLUMNS.join(', ')} FROM Hotel WHERE id = ? FOR UPDATE`, [
      hotelId,
    ]);
    return row;
  }

  async update(tx: Transaction, hotelId: number, fields: HotelFields): Promise<void> {
    await tx.execute(
      `UPDATE Hotel SET ${COLUMNS.map((column) => `${column} = ?`).join(', ')}, updatedAt = UTC_TIMESTAMP(3) WHERE id = ?`,
      [...COLUMNS.map((column) => fields[column]), hotelId],
    );
  }

  /** Its staff go with it; its categories must be gone. */
  async delete(tx: Transaction, hotelId: number): Promise<void> {
    await tx.execute('DELETE FROM Hotel WHERE id = ?', [hotelId]);
  }

  find(hotelId: number): Promise<Hotel | null> {
    return this.prisma.hotel.findUnique({ where: { id: hotelId }, omit: PRIVATE });
  }

  findAfter(hotelId: number, limit: number): Promise<Hotel[]> {
    return this.prisma.hotel.findMany({
      where: { id: { gt: hotelId } },
      orderBy: { id: 'asc' },
      take: limit,
      omit: PRIVATE,
    });
  }

  findAll(hotelIds: number[]): Promise<Hotel[]> {
    return this.prisma.hotel.findMany({ where: { id: { in: hotelIds } }, omit: PRIVATE });
  }
}
