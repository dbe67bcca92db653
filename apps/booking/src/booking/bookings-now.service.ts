import { Injectable } from '@nestjs/common';
import { Batches } from '#batching';
import { type BookingNow, BookingRepository, type OwnBooking, type Whereabouts } from './booking.repository.js';

/** Bookings that are read with one statement. */
const MOST_AT_ONCE = 100;

/** Bookings as they stand, read together with all that are asked for in the same instant. */
@Injectable()
export class BookingsNow {
  private readonly reading = new Batches((ids: readonly string[]) => this.read(ids), MOST_AT_ONCE);
  private readonly readingOwn = new Batches((asked: readonly OwnBooking[]) => this.readOwn(asked), MOST_AT_ONCE);
  private readonly locating = new Batches((ids: readonly string[]) => this.bookings.locate(ids), MOST_AT_ONCE);

  constructor(private readonly bookings: BookingRepository) {}

  find(id: string): Promise<BookingNow | undefined> {
    return this.reading.add(id);
  }

  /** The booking if it is the user's own. */
  findOwn(id: string, userId: string): Promise<BookingNow | undefined> {
    return this.readingOwn.add({ id, userId });
  }

  /** Whose the booking is and at which hotel; both null where there is none. */
  whereabouts(id: string): Promise<Whereabouts> {
    return this.locating.add(id);
  }

  private async readOwn(asked: readonly OwnBooking[]): Promise<(BookingNow | undefined)[]> {
    const found = await this.bookings.findOwn(asked);
    // One statement may have found for others what this one must not see.
    return asked.map(({ id, userId }) => found.find((one) => one.id === id && one.userId === userId));
  }

  private async read(ids: readonly string[]): Promise<(BookingNow | undefined)[]> {
    const found = new Map((await this.bookings.findMany(ids)).map((booking) => [booking.id, booking]));
    return ids.map((id) => found.get(id));
  }
}
