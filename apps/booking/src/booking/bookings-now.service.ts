import { Injectable } from '@nestjs/common';
import { Batches } from '#batching';
import { type AskedFor, type BookingNow, BookingRepository } from './booking.repository.js';

/** Bookings that are read with one statement. */
const MOST_AT_ONCE = 100;

/** Bookings as they stand, read together with all that are asked for in the same instant. */
@Injectable()
export class BookingsNow {
  private readonly reading = new Batches((ids: readonly string[]) => this.read(ids), MOST_AT_ONCE);

  private readonly readingFor = new Batches((asked: readonly AskedFor[]) => this.readFor(asked), MOST_AT_ONCE);

  constructor(private readonly bookings: BookingRepository) {}

  find(id: string): Promise<BookingNow | undefined> {
    return this.reading.add(id);
  }

  /** The booking if it is the user's own or at one of the hotels. */
  findFor(asked: AskedFor): Promise<BookingNow | undefined> {
    return this.readingFor.add(asked);
  }

  private async readFor(asked: readonly AskedFor[]): Promise<(BookingNow | undefined)[]> {
    const found = await this.bookings.findFor(asked);
    // One statement may have found for others what this one must not see.
    return asked.map(({ id, userId, hotelIds }) =>
      found.find((one) => one.id === id && (one.userId === userId || hotelIds.includes(one.hotelId))),
    );
  }

  private async read(ids: readonly string[]): Promise<(BookingNow | undefined)[]> {
    const found = new Map((await this.bookings.findMany(ids)).map((booking) => [booking.id, booking]));
    return ids.map((id) => found.get(id));
  }
}
