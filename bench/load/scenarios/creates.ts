import { randomUUID } from 'node:crypto';
import type { Guests } from '../guests.js';
import { createWish, type Stays } from '../wishes.js';
import type { Scenario } from './scenario.js';

/** Above what any machine does today; what is missing is signed in time. */
const MOST_PER_SECOND = 1_500;

/** New bookings, each of a stay of its own: which stays those are makes the difference. */
export function creates(stays: Stays, guests: Guests, seconds: number): Scenario {
  return {
    prepare: async () => guests.prepare(MOST_PER_SECOND * seconds),
    visit: (visitor) =>
      visitor.ask(createWish(guests.take(), randomUUID(), stays.next()), { status: 201, booking: true }),
  };
}
