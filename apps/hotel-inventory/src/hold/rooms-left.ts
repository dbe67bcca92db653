import type { OfferedNight } from '../night/offer.js';

/** The rooms of nights, as one hold after the other takes them. */
export class RoomsLeft {
  private readonly nights = new Map<string, { left: number }>();

  /** Takes the rooms on every night, or on none; answers whether it did. */
  take(categoryId: number, offered: readonly OfferedNight[], rooms: number): boolean {
    const nights = offered.map((night) => this.nightOf(categoryId, night));
    if (nights.some(({ left }) => left < rooms)) return false;
    for (const night of nights) night.left -= rooms;
    return true;
  }

  private nightOf(categoryId: number, { date, roomsLeft }: OfferedNight): { left: number } {
    const key = `${categoryId} ${date}`;
    const known = this.nights.get(key);
    if (known) return known;
    const night = { left: roomsLeft };
    this.nights.set(key, night);
    return night;
  }
}
