import { nightsOf } from '#contracts';
import { CATEGORIES, type Reservation } from './reservation.js';

/** What a category of the replay's hotel must have. */
export interface CategoryNeed {
  category: number;
  /** The most rooms that its kept reservations take in one night: no room is spare. One where all were cancelled. */
  rooms: number;
  /** Euro cents a night: the average over its reservations. */
  price: number;
}

export function categoryNeeds(reservations: readonly Reservation[]): CategoryNeed[] {
  return Array.from({ length: CATEGORIES }, (_, i) => i + 1).map((category) => {
    const own = reservations.filter((reservation) => reservation.category === category);
    const euros = own.reduce((sum, reservation) => sum + reservation.averagePrice, 0);
    return {
      category,
      rooms: Math.max(own.length > 0 ? 1 : 0, peak(own.filter((reservation) => !reservation.cancelled))),
      price: own.length === 0 ? 0 : Math.round((euros / own.length) * 100),
    };
  });
}

function peak(reservations: readonly Reservation[]): number {
  const rooms = new Map<string, number>();
  for (const reservation of reservations) {
    for (const date of nightsOf(reservation)) rooms.set(date, (rooms.get(date) ?? 0) + 1);
  }
  return Math.max(0, ...rooms.values());
}
