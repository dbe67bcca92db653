import { type CalendarDate, nightsOf } from '#contracts';
import type { Reservation } from './reservation.js';

/**
 * The replay's own record of who has a room on which night, from the answers it got. What a hotel says is sold out can
 * be held against it.
 */
export class Standing {
  private readonly kept = new Map<string, number>();

  /** `capacity` is the number of rooms by category. */
  constructor(private readonly capacity: ReadonlyMap<number, number>) {}

  /** A reservation that will not be cancelled has got its room. */
  keep(reservation: Reservation): void {
    for (const date of nightsOf(reservation)) {
      const night = nameOf(reservation.category, date);
      this.kept.set(night, (this.kept.get(night) ?? 0) + 1);
    }
  }

  /** The nights of a stay on which every room has a guest who keeps it: enough to explain a "sold out". */
  fullNights(reservation: Reservation): CalendarDate[] {
    const rooms = this.capacity.get(reservation.category) ?? 0;
    return nightsOf(reservation).filter((date) => (this.kept.get(nameOf(reservation.category, date)) ?? 0) >= rooms);
  }
}

function nameOf(category: number, date: CalendarDate): string {
  return `${category} ${date}`;
}
