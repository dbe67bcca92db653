import type { CalendarDate } from '#contracts';
import { nightKey, type OfferedNight } from '../night/offer.js';

/** The rooms of nights, as one hold after the other takes them. */
export class RoomsLeft {
  private readonly nights = new Map<string, { date: CalendarDate; left: number }>();

  /** Takes the rooms on every night, or on none; answers the nights on which there are not enough. */
  take(categoryId: number, offered: readonly OfferedNight[], rooms: number): CalendarDate[] {
    const nights = offered.map((night) => this.nightOf(categoryId, night));
    const short = nights.filter(({ left }) => left < rooms).map(({ date }) => date);
    if (short.length === 0) for (const night of nights) night.left -= rooms;
    return short;
  }

  private nightOf(categoryId: number, { date, roomsLeft }: OfferedNight): { date: CalendarDate; left: number } {
    const key = nightKey(categoryId, date);
    const known = this.nights.get(key);
    if (known) return known;
    const night = { date, left: roomsLeft };
    this.nights.set(key, night);
    return night;
  }
}
