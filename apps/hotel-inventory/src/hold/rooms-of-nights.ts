import { nightsOf, type Stay } from '#contracts';
import type { NightRooms } from '../night/offer.js';

/** The rooms of stays, summed up by night, in the order in which nights are locked. */
export function sumOf(stays: readonly (Stay & { categoryId: number; rooms: number })[]): NightRooms[] {
  const nights = new Map<string, NightRooms>();
  for (const stay of stays) {
    for (const date of nightsOf(stay)) {
      const key = `${stay.categoryId} ${date}`;
      const night = nights.get(key);
      if (night) night.rooms += stay.rooms;
      else nights.set(key, { categoryId: stay.categoryId, date, rooms: stay.rooms });
    }
  }
  return inLockOrder([...nights.values()]);
}

/** By category, then by date: the order in which nights are locked everywhere. */
export function inLockOrder(nights: NightRooms[]): NightRooms[] {
  return nights.sort((a, b) => a.categoryId - b.categoryId || (a.date < b.date ? -1 : 1));
}
