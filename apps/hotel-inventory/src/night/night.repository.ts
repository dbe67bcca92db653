import { Injectable } from '@nestjs/common';
import type { HotelSnapshot, Stay } from '#contracts';
import { Database, type Transaction } from '#database';
import type { Offer, OfferedNight } from './offer.js';

interface CategoryRow extends HotelSnapshot {
  now: Date;
  hotelId: number;
  currency: string;
  maxGuests: number;
}

/** The counters of what is sold. Every statement goes over the nights of a stay in date order. */
@Injectable()
export class NightRepository {
  constructor(private readonly database: Database) {}

  /**
   * What the category offers for the stay; undefined when there is no such category. Holds that have lapsed but were
   * not swept yet, and the hold of `ownBookingId`, count as free.
   */
  async findOffer(categoryId: number, stay: Stay, ownBookingId?: string): Promise<Offer | undefined> {
    const [category, nights] = await Promise.all([
      this.findCategory(categoryId),
      this.findNights(categoryId, stay, ownBookingId),
    ]);
    if (!category) return undefined;
    const { now, hotelId, currency, maxGuests, ...hotel } = category;
    return { now, hotelId, currency, maxGuests, hotel, nights };
  }

  /** Takes `rooms` on every night of the stay that has them; answers how many nights had. */
  async hold(tx: Transaction, categoryId: number, stay: Stay, rooms: number): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE CategoryNight SET held = held + ?
       WHERE categoryId = ? AND date >= ? AND date < ? AND held + sold + ? <= capacity
       ORDER BY date`,
      [rooms, categoryId, stay.checkInDate, stay.checkOutDate, rooms],
    );
    return matched;
  }

  /** Turns held rooms into sold ones; answers on how many nights. */
  async sellHeld(tx: Transaction, categoryId: number, stay: Stay, rooms: number): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE CategoryNight SET held = held - ?, sold = sold + ?
       WHERE categoryId = ? AND date >= ? AND date < ? AND held >= ?
       ORDER BY date`,
      [rooms, rooms, categoryId, stay.checkInDate, stay.checkOutDate, rooms],
    );
    return matched;
  }

  /** Gives held rooms back; answers on how many nights. */
  async freeHeld(tx: Transaction, categoryId: number, stay: Stay, rooms: number): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE CategoryNight SET held = held - ?
       WHERE categoryId = ? AND date >= ? AND date < ? AND held >= ?
       ORDER BY date`,
      [rooms, categoryId, stay.checkInDate, stay.checkOutDate, rooms],
    );
    return matched;
  }

  /** Gives sold rooms back; answers on how many nights. */
  async freeSold(tx: Transaction, categoryId: number, stay: Stay, rooms: number): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE CategoryNight SET sold = sold - ?
       WHERE categoryId = ? AND date >= ? AND date < ? AND sold >= ?
       ORDER BY date`,
      [rooms, categoryId, stay.checkInDate, stay.checkOutDate, rooms],
    );
    return matched;
  }

  private async findCategory(categoryId: number): Promise<CategoryRow | undefined> {
    const [row] = await this.database.query<CategoryRow>(
      `SELECT UTC_TIMESTAMP(3) AS now, h.id AS hotelId, h.currency, c.maxGuests, c.name AS categoryName,
              h.name, h.address, h.city, h.country, h.timezone, h.checkInTime, h.checkOutTime
       FROM RoomCategory c JOIN Hotel h ON h.id = c.hotelId
       WHERE c.id = ?`,
      [categoryId],
    );
    return row;
  }

  /** One statement, so one view of nights and holds: a sweep in between would hide the room it frees. */
  private async findNights(categoryId: number, stay: Stay, ownBookingId = ''): Promise<OfferedNight[]> {
    return this.database.query<OfferedNight>(
      `SELECT n.date, n.price, n.capacity - n.held - n.sold + COALESCE((
                SELECT SUM(h.rooms) FROM Hold h
                WHERE h.status = 'HELD' AND h.deadline < UTC_TIMESTAMP(3) AND h.bookingId <> ?
                  AND h.categoryId = n.categoryId AND h.checkInDate <= n.date AND h.checkOutDate > n.date
              ), 0) + COALESCE((
                SELECT o.rooms FROM Hold o
                WHERE o.bookingId = ? AND o.status IN ('HELD', 'CONFIRMED')
                  AND o.categoryId = n.categoryId AND o.checkInDate <= n.date AND o.checkOutDate > n.date
              ), 0) AS roomsLeft
       FROM CategoryNight n
       WHERE n.categoryId = ? AND n.date >= ? AND n.date < ?
       ORDER BY n.date`,
      [ownBookingId, ownBookingId, categoryId, stay.checkInDate, stay.checkOutDate],
    );
  }
}
