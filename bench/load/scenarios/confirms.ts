import { keyAt, guestOfPrepared, guestsFor } from '../../data/prepared-bookings.js';
import type { Guest, Guests } from '../guests.js';
import type { PreparedBookings } from '../plan.js';
import { confirmWish } from '../wishes.js';
import type { Scenario } from './scenario.js';

/** Confirms of bookings that are there, in an order that has nothing to do with where their rows are. */
export function confirms({ from, count }: PreparedBookings, guests: Guests): Scenario {
  const stride = strideFor(count);
  const named: Guest[] = [];
  let done = 0;
  return {
    prepare: async () => {
      for (let n = 0; n < guestsFor(count); n++) named.push(guests.named(guestOfPrepared(from, n)));
    },
    visit: (visitor) => {
      if (done === count) return undefined;
      const number = (done++ * stride) % count;
      const guest = named[number % named.length];
      if (!guest) throw new Error('the guests have no tokens yet');
      return visitor.ask(confirmWish(guest, keyAt(from + number)), { status: 200, booking: true });
    },
  };
}

/** A step that comes by every number below `count` once. */
function strideFor(count: number): number {
  const isPrimeTo = (a: number, b: number): boolean => (b === 0 ? a === 1 : isPrimeTo(b, a % b));
  let stride = Math.max(1, Math.floor(count * 0.618));
  while (!isPrimeTo(stride, count)) stride++;
  return stride;
}
