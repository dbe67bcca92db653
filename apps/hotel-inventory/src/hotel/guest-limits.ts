import type { HotelLimits } from '../night/offer.js';

/** How many rooms × nights a hotel sells one guest, as its staff say it; null is as the operator has it, 0 no limit. */
export interface GuestLimits {
  roomNightsPerBooking: number | null;
  roomNights: number | null;
  roomNightsAtOnce: number | null;
}

/** As the row of the hotel has them. */
export function guestLimitsOf({ roomNightsPerHold, roomNights, roomNightsAtOnce }: HotelLimits): GuestLimits {
  return { roomNightsPerBooking: roomNightsPerHold, roomNights, roomNightsAtOnce };
}

/** For the row of the hotel; a limit that is left out is undefined. */
export function columnsOf({ roomNightsPerBooking, roomNights, roomNightsAtOnce }: Partial<GuestLimits> = {}) {
  return { roomNightsPerHold: roomNightsPerBooking, roomNights, roomNightsAtOnce };
}
