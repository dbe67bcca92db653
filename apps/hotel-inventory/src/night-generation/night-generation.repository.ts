import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#contracts';
import { Database, type Reader, type Transaction } from '#database';
import type { NightRange } from './night-generation.js';

/** Nights asked for, worked off in batches. */
export interface NightGeneration extends NightRange {
  id: string;
  categoryId: number;
  priceOverride: number | null;
  batchSize: number;
  state: 'PENDING' | 'DONE';
  /** The first date not worked off yet. */
  nextDate: CalendarDate;
  created: number;
  skipped: number;
  createdAt: Date;
  updatedAt: Date;
}

export type NewGeneration = Pick<
  NightGeneration,
  'id' | 'categoryId' | 'startDate' | 'endDate' | 'priceOverride' | 'batchSize'
> & {
  /** Nobody waits for it. */
  background: boolean;
};

/** Whose turn it is: a hotel, with the generation that it has first. */
export interface Turn {
  hotelId: number;
  generationId: string;
  background: boolean;
}

const COLUMNS =
  'id, categoryId, startDate, endDate, priceOverride, batchSize, state, nextDate, created, skipped, createdAt, updatedAt';

/** What a person waits for goes first, then what was asked for first. */
const WITHIN_A_HOTEL = 'g.background, g.createdAt, g.id';

type TurnRow = Omit<Turn, 'background'> & { background: number };

@Injectable()
export class NightGenerationRepository {
  constructor(private readonly database: Database) {}

  /** Safe to repeat. The category must be locked, so that it is not removed meanwhile. */
  async insert(tx: Transaction, generation: NewGeneration): Promise<void> {
    const { id, categoryId, startDate, endDate, priceOverride, batchSize, background } = generation;
    await tx.execute(
      `INSERT INTO NightGeneration (id, categoryId, startDate, endDate, priceOverride, batchSize, background, nextDate, createdAt, updatedAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE id = id`,
      [id, categoryId, startDate, endDate, priceOverride, batchSize, background, startDate],
    );
  }

  async find(id: string): Promise<NightGeneration | undefined> {
    const [row] = await this.database.query<NightGeneration>(`SELECT ${COLUMNS} FROM NightGeneration WHERE id = ?`, [
      id,
    ]);
    return row;
  }

  /** Locks the generation until the transaction ends. Its category first. */
  async lock(tx: Transaction, id: string): Promise<NightGeneration | undefined> {
    const [row] = await tx.query<NightGeneration>(`SELECT ${COLUMNS} FROM NightGeneration WHERE id = ? FOR UPDATE`, [
      id,
    ]);
    return row;
  }

  /** One turn for each hotel that has something unfinished: who is waited for first, then who has waited longest. */
  async findTurns(limit: number): Promise<Turn[]> {
    const rows = await this.database.query<TurnRow>(
      `SELECT hotelId, generationId, background FROM (
         SELECT c.hotelId, g.id AS generationId, g.background, g.updatedAt,
                ROW_NUMBER() OVER (PARTITION BY c.hotelId ORDER BY ${WITHIN_A_HOTEL}) AS place
         FROM NightGeneration g JOIN RoomCategory c ON c.id = g.categoryId
         WHERE g.state = 'PENDING'
       ) AS unfinished
       WHERE place = 1
       ORDER BY background, updatedAt, generationId
       LIMIT ?`,
      [limit],
    );
    return rows.map(turnOf);
  }

  /** The next turn of one hotel; undefined when all is done. */
  async findTurnOf(hotelId: number): Promise<Turn | undefined> {
    const [row] = await this.database.query<TurnRow>(
      `SELECT c.hotelId, g.id AS generationId, g.background
       FROM RoomCategory c JOIN NightGeneration g ON g.categoryId = c.id
       WHERE c.hotelId = ? AND g.state = 'PENDING'
       ORDER BY ${WITHIN_A_HOTEL} LIMIT 1`,
      [hotelId],
    );
    return row && turnOf(row);
  }

  async standing(): Promise<{ unfinished: number; idleSeconds: number }> {
    const [row] = await this.database.query<{ unfinished: number; idleSeconds: number | null }>(
      `SELECT COUNT(*) AS unfinished, TIMESTAMPDIFF(MICROSECOND, MIN(updatedAt), UTC_TIMESTAMP(3)) / 1e6 AS idleSeconds
       FROM NightGeneration WHERE state = 'PENDING'`,
    );
    return { unfinished: row?.unfinished ?? 0, idleSeconds: Math.max(0, row?.idleSeconds ?? 0) };
  }

  async findUnfinishedOf(tx: Transaction, categoryId: number): Promise<NightRange[]> {
    return tx.query<NightRange>(
      `SELECT startDate, endDate FROM NightGeneration WHERE state = 'PENDING' AND categoryId = ?`,
      [categoryId],
    );
  }

  /** Writes down what a batch did; done when it reached the end. */
  async advance(tx: Transaction, id: string, nextDate: CalendarDate, counts: { created: number; skipped: number }) {
    await tx.execute(
      `UPDATE NightGeneration
       SET nextDate = ?, created = created + ?, skipped = skipped + ?, updatedAt = UTC_TIMESTAMP(3),
           state = CASE WHEN endDate <= ? THEN 'DONE' ELSE 'PENDING' END
       WHERE id = ?`,
      [nextDate, counts.created, counts.skipped, nextDate, id],
    );
  }

  /** The dates of the range for which the category has a night. */
  async findDates(reader: Reader, categoryId: number, { startDate, endDate }: NightRange): Promise<CalendarDate[]> {
    const rows = await reader.query<{ date: CalendarDate }>(
      'SELECT date FROM CategoryNight WHERE categoryId = ? AND date >= ? AND date < ? ORDER BY date',
      [categoryId, startDate, endDate],
    );
    return rows.map((row) => row.date);
  }

  /** The category must be locked: its number of rooms is the capacity, and no other batch makes the same nights. */
  async insertNights(
    tx: Transaction,
    categoryId: number,
    dates: CalendarDate[],
    night: { capacity: number; price: number },
  ): Promise<void> {
    if (dates.length === 0) return;
    await tx.execute(
      `INSERT INTO CategoryNight (categoryId, date, capacity, price) VALUES ${dates.map(() => '(?, ?, ?, ?)').join(', ')}`,
      dates.flatMap((date) => [categoryId, date, night.capacity, night.price]),
    );
  }
}

function turnOf({ background, ...turn }: TurnRow): Turn {
  return { ...turn, background: background !== 0 };
}
