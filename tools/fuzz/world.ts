import { v5 as uuidv5 } from 'uuid';
import { addDays, type CalendarDate } from '#contracts';
import { Asked } from './asked.js';
import type { Picker } from './picker.js';
import { Pool } from './pool.js';

export interface KnownBooking {
  bookingId: string;
  key: string;
  userId: string;
}

export interface KnownCategory {
  hotelId: number;
  roomCategoryId: number;
}

export type Role = 'nobody' | 'guest' | 'staff' | 'service';

/** What one request is about. */
export interface Scene {
  booking: KnownBooking;
  /** On sale, never removed. */
  bookable: KnownCategory;
  /** May be changed and removed. */
  spareCategory: KnownCategory;
  spareHotelId: number;
  stay: { checkInDate: CalendarDate; checkOutDate: CalendarDate };
}

export const STAFF = 'fuzz-staff';
export const OTHER_STAFF = 'fuzz-other-staff';
/** So many that each has only a few bookings at once. */
const GUESTS = 2_000;
const NAMESPACE = '6f8a2c1e-8a4b-4c57-9a57-1d7a6f0f7a11';

/** What is there for requests to be about: seeded first, then whatever the requests themselves bring about. */
export class World {
  readonly asked = new Asked();
  readonly bookings = new Pool<KnownBooking>();
  readonly bookable = new Pool<KnownCategory>();
  readonly spareCategories = new Pool<KnownCategory>(100);
  readonly spareHotels = new Pool<number>(100);
  readonly holds = new Pool<string>(60);
  readonly generations = new Pool<{ generationId: string; roomCategoryId: number }>();
  readonly deadLetters = new Pool<number>();
  readonly cursors = new Map<string, string>();
  private made = 0;

  constructor(
    private readonly seed: number,
    /** A date that is today or later in every hotel. */
    readonly firstDate: CalendarDate,
  ) {}

  scene(picker: Picker): Scene {
    const checkInDate = addDays(this.firstDate, picker.between(1, 60));
    return {
      booking: this.bookings.any(picker),
      bookable: this.bookable.any(picker),
      spareCategory: this.spareCategories.any(picker),
      spareHotelId: this.spareHotels.any(picker),
      stay: { checkInDate, checkOutDate: addDays(checkInDate, picker.between(1, 4)) },
    };
  }

  /** A UUID that nobody had before; the same in every run of the seed. */
  newUuid(): string {
    return uuidv5(`${this.seed}-${this.made++}`, NAMESPACE);
  }

  newName(): string {
    return `Fuzz ${this.seed}-${this.made++}`;
  }

  guest(picker: Picker): string {
    return `fuzz-guest-${picker.between(1, GUESTS)}`;
  }
}
