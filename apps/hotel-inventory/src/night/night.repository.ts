import { Injectable } from '@nestjs/common';
import type { CalendarDate, HotelSnapshot, Stay } from '#contracts';
import { Database, type Reader, type Transaction } from '#database';
import { type HotelLimits, type NightChange, nightKey, type Offer, type OfferedNight } from './offer.js';

interface CategoryRow extends HotelSnapshot, HotelLimits {
  now: Date;
  hotelId: number;
  currency: string;
  maxGuests: number;
}

/** A stay in one category. */
export interface CategoryStay extends Stay {
  roomCategoryId: number;
}

/** A stay that somebody asks about, for whom the own hold counts as free. */
export interface ExactAsk extends CategoryStay {
  ownBookingId?: string | undefined;
}

const CATEGORY = `UTC_TIMESTAMP(3) AS now, h.id AS hotelId, h.currency, c.maxGuests, c.name AS categoryName,
                  h.name, h.address, h.city, h.country, h.timezone, h.checkInTime, h.checkOutTime,
                  h.roomNightsPerHold, h.roomNights, h.roomNightsAtOnce`;

/** The nights of stays, which are one JSON parameter, each with the place of its stay. */
const STAYS = `JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, categoryId INT PATH '$[0]',
    checkInDate DATE PATH '$[1]', checkOutDate DATE PATH '$[2]')) AS w
  STRAIGHT_JOIN CategoryNight n
    ON n.categoryId = w.categoryId AND n.date >= w.checkInDate AND n.date < w.checkOutDate`;

/** Nights with their changes, from one JSON parameter; the join goes over them in their order. */
const CHANGES = `JSON_TABLE(?, '$[*]' COLUMNS (
  categoryId INT PATH '$[0]', date DATE PATH '$[1]', held INT PATH '$[2]', sold INT PATH '$[3]')) AS w
  STRAIGHT_JOIN CategoryNight n FORCE INDEX (PRIMARY) ON n.categoryId = w.categoryId AND n.date = w.date`;

/** The counters of what is sold. Every statement goes over the nights of a stay in date order. */
@Injectable()
export class NightRepository {
  constructor(private readonly database: Database) {}

  /**
   * What categories offer for stays, in their order, to the room; undefined where there is no such category. Holds that
   * have lapsed and were not swept yet, and the hold of `ownBookingId`, count as free. One statement, so one view of
   * nights and holds: a sweep in between would hide the room that it frees. Lapsed holds are added up here, as a join
   * would go through all of them for each night.
   */
  async findExactOffers(asked: readonly ExactAsk[]): Promise<(Offer | undefined)[]> {
    const stays = [...new Map(asked.map((stay) => [stayKey(stay), stay])).values()];
    const categoryIds = [...new Set(stays.map(({ roomCategoryId }) => roomCategoryId))];
    const own = asked.flatMap(({ ownBookingId }) => ownBookingId ?? []);
    const lapsed = `SELECT 'lapsed', categoryId, checkInDate, checkOutDate, NULL, rooms, bookingId FROM Hold
                    WHERE status = 'HELD' AND deadline < UTC_TIMESTAMP(3) AND categoryId IN (${marksOf(categoryIds)})`;
    const mine = `SELECT 'own', categoryId, checkInDate, checkOutDate, NULL, rooms, bookingId FROM Hold
                  WHERE bookingId IN (${marksOf(own)}) AND status IN ('HELD', 'CONFIRMED')`;
    const [categories, rows] = await Promise.all([
      this.findCategories(this.database, categoryIds),
      this.database.read<ExactRow>(
        `SELECT 'night' AS kind, w.place, n.date, NULL AS until, n.price, n.capacity - n.held - n.sold AS rooms,
                NULL AS bookingId
         FROM ${STAYS} UNION ALL ${lapsed} ${own.length > 0 ? `UNION ALL ${mine}` : ''}`,
        [placesOf(stays), ...categoryIds, ...own],
      ),
    ]);
    const holds = rows.filter(({ kind }) => kind !== 'night');
    const places = new Map(stays.map((stay, index) => [stayKey(stay), index + 1]));
    const byPlace = nightsByPlace(
      rows.filter(({ kind }) => kind === 'night'),
      stays.length,
    );
    return asked.map((ask) => {
      const category = categories.get(ask.roomCategoryId);
      const nights = byPlace[(places.get(stayKey(ask)) ?? 0) - 1] ?? [];
      const freed = holds.filter((hold) => hold.place === ask.roomCategoryId && isFreeFor(ask, hold));
      return (
        category &&
        offerOf(
          category,
          nights.map((night) => withFreed(night, freed)),
        )
      );
    });
  }

  /**
   * What categories offer for stays, in their order, by the plain counters: holds that have lapsed count as taken, so
   * there may be more rooms than it says, but not fewer.
   */
  async findOffers(reader: Reader, stays: readonly CategoryStay[]): Promise<(Offer | undefined)[]> {
    const [categories, rows] = await Promise.all([
      this.findCategories(
        reader,
        stays.map(({ roomCategoryId }) => roomCategoryId),
      ),
      reader.query<NightRow>(`SELECT w.place, n.date, n.price, n.capacity - n.held - n.sold AS rooms FROM ${STAYS}`, [
        placesOf(stays),
      ]),
    ]);
    const byPlace = nightsByPlace(rows, stays.length);
    return stays.map(({ roomCategoryId }, index) => {
      const category = categories.get(roomCategoryId);
      return category && offerOf(category, byPlace[index] ?? []);
    });
  }

  /** Those of the ids that have a hotel. */
  async findHotels(reader: Reader, hotelIds: readonly number[]): Promise<Set<number>> {
    const rows = await reader.query<{ id: number }>(
      `SELECT id FROM Hotel WHERE id IN (${hotelIds.map(() => '?').join(', ')})`,
      hotelIds,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Locks these nights, in the order of category and date; answers the rooms left on each, by `nightKey`. */
  async lock(tx: Transaction, nights: readonly NightChange[]): Promise<Map<string, number>> {
    if (nights.length === 0) return new Map();
    const rows = await tx.query<{ categoryId: number; date: string; roomsLeft: number }>(
      `SELECT n.categoryId, n.date, n.capacity - n.held - n.sold AS roomsLeft FROM ${CHANGES} FOR UPDATE`,
      [jsonOf(nights)],
    );
    return new Map(rows.map(({ categoryId, date, roomsLeft }) => [nightKey(categoryId, date), roomsLeft]));
  }

  /**
   * Changes what is held and sold of these nights, in the order of category and date, wherever that leaves neither
   * below zero nor more taken than there are rooms; answers on how many nights.
   */
  async change(tx: Transaction, nights: readonly NightChange[]): Promise<number> {
    const { matched } = await tx.execute(
      `UPDATE ${CHANGES}
       SET n.held = n.held + w.held, n.sold = n.sold + w.sold
       WHERE n.held + w.held >= 0 AND n.sold + w.sold >= 0 AND n.held + n.sold + w.held + w.sold <= n.capacity`,
      [jsonOf(nights)],
    );
    return matched;
  }

  /** As `change`, where the nights keep what is given back; otherwise something is broken. */
  async changeAll(tx: Transaction, nights: readonly NightChange[]): Promise<void> {
    if (nights.length === 0) return;
    const changed = await this.change(tx, nights);
    if (changed !== nights.length) throw new Error(`of ${nights.length} nights ${changed} keep what their holds say`);
  }

  private async findCategories(reader: Reader, ids: readonly number[]): Promise<Map<number, CategoryRow>> {
    const rows = await reader.query<CategoryRow & { categoryId: number }>(
      `SELECT c.id AS categoryId, ${CATEGORY} FROM RoomCategory c JOIN Hotel h ON h.id = c.hotelId
       WHERE c.id IN (${marksOf(ids)})`,
      ids,
    );
    return new Map(rows.map((row) => [row.categoryId, row]));
  }
}

/** A night of one of the stays that are asked for, which are counted from 1. */
interface NightRow {
  place: number;
  date: CalendarDate;
  price: number;
  rooms: number;
}

/** A night; or a hold whose rooms may count as free, in its category and on its dates. */
interface ExactRow extends NightRow {
  kind: 'night' | 'lapsed' | 'own';
  until: CalendarDate;
  bookingId: string;
}

/** Equal stays are read once. */
function stayKey({ roomCategoryId, checkInDate, checkOutDate }: CategoryStay): string {
  return `${roomCategoryId} ${checkInDate} ${checkOutDate}`;
}

/** As `STAYS` reads it. */
function placesOf(stays: readonly CategoryStay[]): string {
  return JSON.stringify(stays.map((stay) => [stay.roomCategoryId, stay.checkInDate, stay.checkOutDate]));
}

function nightsByPlace(rows: readonly NightRow[], places: number): OfferedNight[][] {
  const byPlace = Array.from({ length: places }, (): OfferedNight[] => []);
  for (const { place, date, price, rooms } of rows) byPlace[place - 1]?.push({ date, price, roomsLeft: rooms });
  for (const nights of byPlace) nights.sort((a, b) => (a.date < b.date ? -1 : 1));
  return byPlace;
}

function isFreeFor({ ownBookingId }: ExactAsk, { kind, bookingId }: ExactRow): boolean {
  return kind === 'own' ? bookingId === ownBookingId : bookingId !== ownBookingId;
}

function withFreed(night: OfferedNight, freed: readonly ExactRow[]): OfferedNight {
  const over = freed.filter((hold) => hold.date <= night.date && night.date < hold.until);
  return { ...night, roomsLeft: over.reduce((sum, { rooms }) => sum + rooms, night.roomsLeft) };
}

function marksOf(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** As `CHANGES` reads it. */
function jsonOf(nights: readonly NightChange[]): string {
  return JSON.stringify(nights.map(({ categoryId, date, held, sold }) => [categoryId, date, held, sold]));
}

function offerOf({ now, hotelId, currency, maxGuests, ...row }: CategoryRow, nights: OfferedNight[]): Offer {
  const { name, address, city, country, timezone, checkInTime, checkOutTime, categoryName } = row;
  const hotel = { name, address, city, country, timezone, checkInTime, checkOutTime, categoryName };
  const { roomNightsPerHold, roomNights, roomNightsAtOnce } = row;
  return {
    now,
    hotelId,
    currency,
    maxGuests,
    hotel,
    limits: { roomNightsPerHold, roomNights, roomNightsAtOnce },
    nights,
  };
}
