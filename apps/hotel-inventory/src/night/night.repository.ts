import { Injectable } from '@nestjs/common';
import type { HotelSnapshot, Stay } from '#contracts';
import { Database, type Reader, type Transaction } from '#database';
import type { NightRooms, Offer, OfferedNight } from './offer.js';

interface CategoryRow extends HotelSnapshot {
  now: Date;
  hotelId: number;
  currency: string;
  maxGuests: number;
}

/** A stay in one category. */
export interface CategoryStay extends Stay {
  roomCategoryId: number;
}

const CATEGORY = `UTC_TIMESTAMP(3) AS now, h.id AS hotelId, h.currency, c.maxGuests, c.name AS categoryName,
                  h.name, h.address, h.city, h.country, h.timezone, h.checkInTime, h.checkOutTime`;

/** Nights with rooms, from one JSON parameter; the join goes over them in their order. */
const NIGHT_ROOMS = `JSON_TABLE(?, '$[*]' COLUMNS (
  categoryId INT PATH '$[0]', date DATE PATH '$[1]', rooms INT PATH '$[2]')) AS w`;

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
    return category && offerOf(category, nights);
  }

  /**
   * What categories offer for stays, in their order, by the plain counters: holds that have lapsed count as taken, so
   * there may be more rooms than it says, but not fewer.
   */
  async findOffers(reader: Reader, stays: readonly CategoryStay[]): Promise<(Offer | undefined)[]> {
    const wanted = JSON.stringify(stays.map((stay) => [stay.roomCategoryId, stay.checkInDate, stay.checkOutDate]));
    const [categories, nights] = await Promise.all([
      reader.query<CategoryRow & { categoryId: number }>(
        `SELECT c.id AS categoryId, ${CATEGORY} FROM RoomCategory c JOIN Hotel h ON h.id = c.hotelId
         WHERE c.id IN (${stays.map(() => '?').join(', ')})`,
        stays.map((stay) => stay.roomCategoryId),
      ),
      reader.query<OfferedNight & { place: number }>(
        `SELECT w.place, n.date, n.price, n.capacity - n.held - n.sold AS roomsLeft
         FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, categoryId INT PATH '$[0]',
                checkInDate DATE PATH '$[1]', checkOutDate DATE PATH '$[2]')) AS w
         STRAIGHT_JOIN CategoryNight n
           ON n.categoryId = w.categoryId AND n.date >= w.checkInDate AND n.date < w.checkOutDate
         ORDER BY w.place, n.date`,
        [wanted],
      ),
    ]);
    const byId = new Map(categories.map((row) => [row.categoryId, row]));
    const byPlace = stays.map((): OfferedNight[] => []);
    for (const { place, ...night } of nights) byPlace[place - 1]?.push(night);
    return stays.map(({ roomCategoryId }, index) => {
      const category = byId.get(roomCategoryId);
      return category && offerOf(category, byPlace[index] ?? []);
    });
  }

  async hotelExists(hotelId: number): Promise<boolean> {
    return (await this.database.read('SELECT id FROM Hotel WHERE id = ?', [hotelId])).length > 0;
  }

  /** Takes rooms on each of these nights that has them, in the order of category and date; answers on how many. */
  async holdAll(tx: Transaction, nights: readonly NightRooms[]): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE ${NIGHT_ROOMS} STRAIGHT_JOIN CategoryNight n FORCE INDEX (PRIMARY) ON n.categoryId = w.categoryId AND n.date = w.date
       SET n.held = n.held + w.rooms
       WHERE n.held + n.sold + w.rooms <= n.capacity`,
      [jsonOf(nights)],
    );
    return matched;
  }

  /** Turns held rooms of these nights into sold ones, in the order of category and date; answers on how many. */
  async sellAll(tx: Transaction, nights: readonly NightRooms[]): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE ${NIGHT_ROOMS} STRAIGHT_JOIN CategoryNight n FORCE INDEX (PRIMARY) ON n.categoryId = w.categoryId AND n.date = w.date
       SET n.held = n.held - w.rooms, n.sold = n.sold + w.rooms
       WHERE n.held >= w.rooms`,
      [jsonOf(nights)],
    );
    return matched;
  }

  /** Gives held rooms of these nights back, in the order of category and date; answers on how many. */
  async freeAll(tx: Transaction, nights: readonly NightRooms[]): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE ${NIGHT_ROOMS} STRAIGHT_JOIN CategoryNight n FORCE INDEX (PRIMARY) ON n.categoryId = w.categoryId AND n.date = w.date
       SET n.held = n.held - w.rooms
       WHERE n.held >= w.rooms`,
      [jsonOf(nights)],
    );
    return matched;
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
      `SELECT ${CATEGORY} FROM RoomCategory c JOIN Hotel h ON h.id = c.hotelId
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

/** As `NIGHT_ROOMS` reads it. */
function jsonOf(nights: readonly NightRooms[]): string {
  return JSON.stringify(nights.map(({ categoryId, date, rooms }) => [categoryId, date, rooms]));
}

function offerOf({ now, hotelId, currency, maxGuests, ...row }: CategoryRow, nights: OfferedNight[]): Offer {
  const { name, address, city, country, timezone, checkInTime, checkOutTime, categoryName } = row;
  const hotel = { name, address, city, country, timezone, checkInTime, checkOutTime, categoryName };
  return {
    now,
    hotelId,
    currency,
    maxGuests,
    hotel,
    nights,
  };
}
