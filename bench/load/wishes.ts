import { addDays } from '#contracts';
import type { Wish } from './connection.js';
import type { Guest } from './guests.js';
import type { Offering, Place } from './plan.js';

/** A stay in one category; dates are hotel-local. */
export interface Stay extends Place {
  checkInDate: string;
  checkOutDate: string;
}

export function createWish(guest: Guest, idempotencyKey: string, stay: Stay): Wish {
  const { hotelId, categoryId, checkInDate, checkOutDate } = stay;
  return {
    ...{ kind: 'create', app: 'booking', method: 'POST', path: '/api/v1/bookings' },
    ...{ authorization: guest.authorization, idempotencyKey },
    body:
      `{"hotelId":${hotelId},"roomCategoryId":${categoryId},"checkInDate":"${checkInDate}",` +
      `"checkOutDate":"${checkOutDate}","totalGuests":1,"guest":{"name":"Ada Lovelace","email":"ada@example.org"}}`,
  };
}

export function confirmWish({ authorization }: Guest, key: string): Wish {
  return { kind: 'confirm', app: 'booking', method: 'POST', path: `/api/v1/bookings/confirm/${key}`, authorization };
}

export function cancelWish({ authorization }: Guest, bookingId: string): Wish {
  return {
    kind: 'cancel',
    app: 'booking',
    method: 'POST',
    path: `/api/v1/bookings/${bookingId}/cancel`,
    authorization,
  };
}

export function readWish({ authorization }: Guest, bookingId: string): Wish {
  return { kind: 'read', app: 'booking', method: 'GET', path: `/api/v1/bookings/${bookingId}`, authorization };
}

export function availabilityWish({ categoryId, checkInDate, checkOutDate }: Stay): Wish {
  const query = `roomCategoryId=${categoryId}&checkInDate=${checkInDate}&checkOutDate=${checkOutDate}`;
  return { kind: 'availability', app: 'hotel-inventory', method: 'GET', path: `/api/v1/availability?${query}` };
}

export function hotelsWish(search?: string): Wish {
  const query = search === undefined ? 'limit=20' : `limit=20&search=${encodeURIComponent(search)}`;
  const kind = search === undefined ? 'hotels' : 'search';
  return { kind, app: 'hotel-inventory', method: 'GET', path: `/api/v1/hotels?${query}` };
}

/** Another name for a hotel, each time. */
export function renameWish({ authorization }: Guest, { hotelId }: Place, n: number): Wish {
  const path = `/api/v1/hotels/${hotelId}`;
  const body = JSON.stringify({ name: `Casa da Praia, renamed ${n} times` });
  return { kind: 'rename', app: 'hotel-inventory', method: 'PATCH', path, authorization, body };
}

/** Stays of an offering, one place after the other, then the next night: as far from each other as can be. */
export class Stays {
  private readonly dates: string[];
  private taken: number;

  constructor(
    private readonly offering: Offering,
    /** Where earlier runs ended. */
    from = 0,
  ) {
    this.dates = Array.from({ length: offering.nights + 1 }, (_, day) => addDays(offering.firstDate, day));
    this.taken = from;
  }

  get count(): number {
    return this.taken;
  }

  /** Of one night unless told otherwise. */
  next(nights = 1): Stay {
    const { places } = this.offering;
    const n = this.taken++;
    const place = places[n % places.length];
    const first = Math.floor(n / places.length) % (this.offering.nights - nights + 1);
    const [checkInDate, checkOutDate] = [this.dates[first], this.dates[first + nights]];
    if (!place || checkInDate === undefined || checkOutDate === undefined) throw new Error('there is nothing to book');
    return { ...place, checkInDate, checkOutDate };
  }
}
