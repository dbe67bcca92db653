import type { CalendarDate } from '#contracts';
import type { NightChange } from '../night/offer.js';

/** What a part of a batch touches; none of a booking that has no hold. */
export interface Claim {
  bookingId: string;
  holder?: string;
  nights: NightChange[];
  /** What it has of rooms, where those are touched. */
  roomNights?: { roomId: number; date: CalendarDate }[];
}
