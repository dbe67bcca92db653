import { randomUUID } from 'node:crypto';
import type { Guests } from '../guests.js';
import type { Visitor } from '../visitor.js';
import {
  availabilityWish,
  cancelWish,
  confirmWish,
  createWish,
  hotelsWish,
  readWish,
  type Stay,
  type Stays,
} from '../wishes.js';
import type { Scenario } from './scenario.js';

/** Guests look at so many stays before they make up their minds. */
const LOOKS = 3;
/** Of a hundred visits so many lead to a booking. */
const BOOK = 40;
/** Of a hundred bookings so many are sent twice, looked at again, confirmed, and cancelled after all. */
const REPEAT = 10;
const READ = 60;
const CONFIRM = 80;
const CANCEL = 10;
const WORDS = ['Lisboa', 'Porto', 'casa', 'praia', 'Madrid', 'hotel 7', 'Pariss'];
const MOST_BOOKINGS_PER_SECOND = 300;

/** A day of the week in small: guests search, look, book, confirm, look again; some change their minds. */
export function mix(stays: Stays, guests: Guests, seconds: number): Scenario {
  return {
    prepare: async () => guests.prepare(MOST_BOOKINGS_PER_SECOND * seconds),
    visit: async (visitor) => {
      await visitor.ask(hotelsWish(WORDS[dice(WORDS.length)]), { status: 200 });
      let stay = stays.next(1 + dice(4));
      for (let look = 0; look < LOOKS; look++) {
        stay = stays.next(1 + dice(4));
        await visitor.ask(availabilityWish(stay), { status: 200 });
      }
      if (dice(100) < BOOK) await book(visitor, guests, stay);
    },
  };
}

async function book(visitor: Visitor, guests: Guests, stay: Stay): Promise<void> {
  const guest = guests.take();
  const key = randomUUID();
  const wish = createWish(guest, key, stay);
  const created = await visitor.ask(wish, { status: 201, booking: true });
  if (!created) return;
  const { bookingId } = JSON.parse(created.body) as { bookingId: string };
  if (dice(100) < REPEAT) await visitor.ask({ ...wish, kind: 'repeat' }, { status: 201, replayed: true });
  if (dice(100) < CONFIRM) await visitor.ask(confirmWish(guest, key), { status: 200 });
  if (dice(100) < READ) await visitor.ask(readWish(guest, bookingId), { status: 200 });
  if (dice(100) < CANCEL) await visitor.ask(cancelWish(guest, bookingId), { status: 200 });
}

function dice(sides: number): number {
  return Math.floor(Math.random() * sides);
}
