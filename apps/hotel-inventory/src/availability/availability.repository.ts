import { Injectable } from '@nestjs/common';
import { Database } from '#database';

/** A room category as guests choose it. */
export interface OfferedCategory {
  roomCategoryId: number;
  name: string;
  roomType: string;
  maxGuests: number;
}

@Injectable()
export class AvailabilityRepository {
  constructor(private readonly database: Database) {}

  /** The hotel's categories by number; undefined when there is no such hotel. */
  async findCategories(hotelId: number): Promise<OfferedCategory[] | undefined> {
    const rows = await this.database.read<OfferedCategory>(
      `SELECT c.id AS roomCategoryId, c.name, c.roomType, c.maxGuests
       FROM Hotel h LEFT JOIN RoomCategory c ON c.hotelId = h.id
       WHERE h.id = ? ORDER BY c.id`,
      [hotelId],
    );
    if (rows.length === 0) return undefined;
    return rows.filter(({ roomCategoryId }) => roomCategoryId !== null);
  }
}
