/** Everything that requests which were answered 2xx asked for: what rows there may be, and must be. */
export class Asked {
  readonly bookings = new Set<string>();
  readonly holds = new Set<string>();
  readonly hotels = new Set<number>();
  readonly categories = new Map<number, { hotelId: number }>();
  readonly rooms = new Map<number, { roomCategoryId: number }>();
  readonly staff = new Set<string>();
  readonly removedHotels = new Set<number>();
  readonly removedCategories = new Set<number>();
  /** Holds that may be left to their lease: by bookings that were answered 503 and not made. */
  leases = 0;
}

export function staffOf(hotelId: number, userId: string): string {
  return `${hotelId} ${userId}`;
}
