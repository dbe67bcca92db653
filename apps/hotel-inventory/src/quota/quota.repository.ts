import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';

/** Counts what callers have, under locks: whoever adds to it waits until the transaction ends. */
@Injectable()
export class QuotaRepository {
  async lockCreator(tx: Transaction, userId: string): Promise<void> {
    await tx.execute('INSERT INTO HotelCreator (userId) VALUES (?) ON DUPLICATE KEY UPDATE userId = userId', [userId]);
  }

  /** Answers whether the hotel is there. Always before its categories. */
  async lockHotel(tx: Transaction, hotelId: number): Promise<boolean> {
    return (await tx.query('SELECT id FROM Hotel WHERE id = ? FOR UPDATE', [hotelId])).length === 1;
  }

  countHotelsBy(tx: Transaction, userId: string): Promise<number> {
    return count(tx, 'Hotel WHERE createdBy = ?', userId);
  }

  countCategories(tx: Transaction, hotelId: number): Promise<number> {
    return count(tx, 'RoomCategory WHERE hotelId = ?', hotelId);
  }

  countRooms(tx: Transaction, hotelId: number): Promise<number> {
    return count(tx, 'Room WHERE hotelId = ?', hotelId);
  }

  /** What a person waits for: what was asked for, and the first nights of a new category. */
  countUnfinishedGenerations(tx: Transaction, hotelId: number): Promise<number> {
    return count(
      tx,
      `RoomCategory c JOIN NightGeneration g ON g.categoryId = c.id
       WHERE c.hotelId = ? AND g.state = 'PENDING' AND g.background = FALSE`,
      hotelId,
    );
  }
}

async function count(tx: Transaction, from: string, owner: string | number): Promise<number> {
  const [row] = await tx.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from}`, [owner]);
  return row?.n ?? 0;
}
