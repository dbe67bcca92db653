import { nightsOf } from '#contracts';
import { type NightChange, nightKey } from '../night/offer.js';
import type { RoomStay } from './hold.js';

/** What becomes of the rooms of a stay: of each, how many more are held, and how many more are sold. */
export interface Effect {
  held: number;
  sold: number;
}

export const TAKEN: Effect = { held: 1, sold: 0 };
export const SOLD: Effect = { held: -1, sold: 1 };
export const HELD_FREED: Effect = { held: -1, sold: 0 };
export const SOLD_FREED: Effect = { held: 0, sold: -1 };

/**
 * What becomes of stays, added up by night, by category and then by date: the order in which nights are locked
 * everywhere.
 */
export function changesOf(stays: readonly { stay: RoomStay; effect: Effect }[]): NightChange[] {
  const changes = new Map<string, NightChange>();
  for (const { stay, effect } of stays) {
    for (const date of nightsOf(stay)) {
      const key = nightKey(stay.categoryId, date);
      const change = changes.get(key) ?? { categoryId: stay.categoryId, date, held: 0, sold: 0 };
      change.held += effect.held * stay.rooms;
      change.sold += effect.sold * stay.rooms;
      changes.set(key, change);
    }
  }
  return [...changes.values()].sort((a, b) => a.categoryId - b.categoryId || (a.date < b.date ? -1 : 1));
}
