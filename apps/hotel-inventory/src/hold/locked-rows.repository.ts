import { Injectable } from '@nestjs/common';
import { togetherOrHalved } from '#batching';
import { Database, isDatabaseAway } from '#database';
import { nightKey } from '../night/offer.js';
import type { Claim } from './claim.js';

type Key = (string | number)[];

/** One kind of rows: how a claim names them, and the statement that finds those that are there. */
interface Kind {
  keysOf: (claim: Claim) => Key[];
  table: string;
  columns: string[];
}

const KINDS: Kind[] = [
  { keysOf: ({ bookingId }) => [[bookingId]], table: 'Hold', columns: ['bookingId'] },
  { keysOf: ({ holder }) => (holder === undefined ? [] : [[holder]]), table: 'Holder', columns: ['holderId'] },
  {
    keysOf: ({ nights }) => nights.map(({ categoryId, date }) => [categoryId, date]),
    table: 'CategoryNight',
    columns: ['categoryId', 'date'],
  },
  {
    keysOf: ({ roomNights = [] }) => roomNights.map(({ roomId, date }) => [roomId, date]),
    table: 'RoomNight',
    columns: ['roomId', 'date'],
  },
];

/** Finds out which rows somebody keeps locked. */
@Injectable()
export class LockedRows {
  constructor(private readonly database: Database) {}

  /** Of each claim, whether one of its rows is locked by another transaction now. */
  async areLocked(claims: readonly Claim[]): Promise<boolean[]> {
    const locked = await Promise.all(KINDS.map((kind) => this.lockedOf(kind, claims)));
    return claims.map((claim) =>
      KINDS.some(({ keysOf }, index) => keysOf(claim).some((key) => locked[index]?.has(nameOf(key)))),
    );
  }

  private async lockedOf(kind: Kind, claims: readonly Claim[]): Promise<Set<string>> {
    const keys = [...new Map(claims.flatMap(kind.keysOf).map((key) => [nameOf(key), key])).values()];
    if (keys.length === 0) return new Set();
    const sql = select(kind, keys);
    const namesOf = (rows: Record<string, string | number>[]) =>
      new Set(rows.map((row) => nameOf(kind.columns.map((column) => row[column] ?? ''))));
    const there = namesOf(await this.database.read(sql, keys.flat()));
    // A statement by itself: its locks are free again at once.
    const free = namesOf(await this.database.query(`${sql} FOR UPDATE SKIP LOCKED`, keys.flat()));
    const unseen = keys.filter((key) => !there.has(nameOf(key)) && !free.has(nameOf(key)));
    const locked = [...there].filter((name) => !free.has(name));
    return new Set([...locked, ...(await this.beingMade(kind, unseen))]);
  }

  /** Rows that are not committed yet: nobody sees them, and who makes the same ones waits. No statement says which. */
  private async beingMade(kind: Kind, keys: readonly Key[]): Promise<string[]> {
    if (keys.length === 0) return [];
    const probe = async (some: readonly Key[]) => {
      const sql = `${select(kind, some)} FOR UPDATE NOWAIT`;
      await this.database.transaction((tx) => tx.query(sql, some.flat()), { contention: 'throw' });
      return some.map(() => true);
    };
    const levels = Math.ceil(Math.log2(keys.length));
    const answers = await togetherOrHalved(keys, probe, isDatabaseAway, levels);
    return keys.filter((_, index) => answers[index] instanceof Error).map(nameOf);
  }
}

function select({ table, columns }: Kind, keys: readonly Key[]): string {
  const mark = `(${columns.map(() => '?').join(', ')})`;
  const list = columns.join(', ');
  return `SELECT ${list} FROM ${table} WHERE (${list}) IN (${keys.map(() => mark).join(', ')})`;
}

function nameOf(key: Key): string {
  const [first, second] = key;
  return second === undefined ? String(first) : nightKey(Number(first), String(second));
}
