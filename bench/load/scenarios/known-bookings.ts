import { randomUUID } from 'node:crypto';
import type { Guest, Guests } from '../guests.js';
import type { Visitor } from '../visitor.js';
import { createWish, type Stay, type Stays } from '../wishes.js';

/** As many guests as look after a booking within some seconds. */
const BOOKINGS = 200;

export interface KnownBooking {
  guest: Guest;
  key: string;
  stay: Stay;
  bookingId: string;
}

/** Bookings that guests come back to: made once, when first wanted. */
export class KnownBookings {
  private readonly all: KnownBooking[] = [];
  private used = 0;

  async make(visitor: Visitor, stays: Stays, guests: Guests): Promise<void> {
    while (this.all.length < BOOKINGS) {
      const [guest, key, stay] = [guests.take(), randomUUID(), stays.next()];
      const answer = await visitor.ask(createWish(guest, key, stay), { status: 201 });
      if (!answer) throw new Error('a booking to come back to could not be made');
      const { bookingId } = JSON.parse(answer.body) as { bookingId: string };
      this.all.push({ guest, key, stay, bookingId });
    }
  }

  next(): KnownBooking {
    const booking = this.all[this.used++ % this.all.length];
    if (!booking) throw new Error('there is no booking yet');
    return booking;
  }
}
