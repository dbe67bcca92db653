import { Injectable } from '@nestjs/common';
import type { CalendarDate, HotelSnapshot, Stay } from '#contracts';
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

  private async findNights(categoryId: number, stay: Stay, ownBookingId = ''): Promise<OfferedNight[]> {
    const nights = await this.database.query<{ date: CalendarDate; price: number; free: number }>(
      `SELECT date, price, capacity - held - sold AS free FROM CategoryNight
       WHERE categoryId = ? AND date >= ? AND date < ?
       ORDER BY date`,
      [categoryId, stay.checkInDate, stay.checkOutDate],
    );
    const reclaimable = await this.database.query<Stay & { rooms: number }>(
      `SELECT checkInDate, checkOutDate, rooms FROM Hold
       WHERE status = 'HELD' AND deadline < UTC_TIMESTAMP(3) AND categoryId = ?
         AND checkInDate < ? AND checkOutDate > ? AND bookingId <> ?
       UNION ALL
       SELECT checkInDate, checkOutDate, rooms FROM Hold
       WHERE bookingId = ? AND status IN ('HELD', 'CONFIRMED') AND categoryId = ?`,
      [categoryId, stay.checkOutDate, stay.checkInDate, ownBookingId, ownBookingId, categoryId],
    );
    return nights.map(({ date, price, free }) => ({
      date,
      price,
      roomsLeft: reclaimable
        .filter((hold) => hold.checkInDate <= date && date < hold.checkOutDate)
        .reduce((sum, hold) => sum + hold.rooms, free),
    }));
  }
}
