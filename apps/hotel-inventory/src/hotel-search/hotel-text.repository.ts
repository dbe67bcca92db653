import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import type { HotelText } from './hotel-index.js';

/** What the index over hotels is made from. */
@Injectable()
export class HotelTextRepository {
  constructor(private readonly database: Database) {}

  /** How many hotels there are, and the database's clock before they were counted. */
  async standing(): Promise<{ now: Date; hotels: number }> {
    const [row] = await this.database.read<{ now: Date; hotels: number }>(
      'SELECT UTC_TIMESTAMP(3) AS now, COUNT(*) AS hotels FROM Hotel',
    );
    if (!row) throw new Error('the database did not count its hotels');
    return row;
  }

  async findIdsChangedSince(since: Date): Promise<number[]> {
    return idsOf(await this.database.read<{ id: number }>('SELECT id FROM Hotel WHERE updatedAt >= ?', [since]));
  }

  async findAllIds(): Promise<number[]> {
    return idsOf(await this.database.read<{ id: number }>('SELECT id FROM Hotel ORDER BY id'));
  }

  async findTexts(hotelIds: readonly number[]): Promise<HotelText[]> {
    if (hotelIds.length === 0) return [];
    return this.database.read<HotelText>(
      `SELECT id, name, address, city, country FROM Hotel WHERE id IN (${hotelIds.map(() => '?').join(', ')})`,
      hotelIds,
    );
  }
}

function idsOf(rows: readonly { id: number }[]): number[] {
  return rows.map(({ id }) => id);
}
