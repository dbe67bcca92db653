import {
  amountOf,
  type Availability,
  type CalendarDate,
  dateIn,
  type HotelSnapshot,
  nightsOf,
  type Stay,
  type UnavailableReason,
} from '#contracts';

/** One night of a category as it stands: `roomsLeft` can be negative for nobody, and lapsed holds count as free. */
export interface OfferedNight {
  date: CalendarDate;
  price: number;
  roomsLeft: number;
}

/** Rooms of one category on one night: how many of them change. */
export interface NightRooms {
  categoryId: number;
  date: CalendarDate;
  rooms: number;
}

/** What a category offers for a stay at one instant of the database's clock. */
export interface Offer {
  now: Date;
  hotelId: number;
  currency: string;
  maxGuests: number;
  hotel: HotelSnapshot;
  /** The nights of the stay that are on sale, in date order. */
  nights: OfferedNight[];
}

export interface Wish extends Stay {
  rooms: number;
  totalGuests?: number | undefined;
}

/** Everything that stands in the way of a booking; empty when it can be had. */
export function reasonsAgainst(offer: Offer, wish: Wish): UnavailableReason[] {
  const reasons: UnavailableReason[] = [];
  const today = dateIn(offer.hotel.timezone, offer.now);
  if (wish.checkInDate < today) reasons.push({ code: 'check_in_past', today });
  if ((wish.totalGuests ?? 0) > offer.maxGuests * wish.rooms) {
    reasons.push({ code: 'too_many_guests', maxGuests: offer.maxGuests * wish.rooms });
  }
  const onSale = new Set(offer.nights.map((night) => night.date));
  const missing = nightsOf(wish).filter((date) => !onSale.has(date));
  if (missing.length > 0) reasons.push({ code: 'not_on_sale', nights: missing });
  const short = offer.nights.filter((night) => night.roomsLeft < wish.rooms).map((night) => night.date);
  if (short.length > 0) reasons.push({ code: 'sold_out', nights: short });
  return reasons;
}

export function availabilityOf(offer: Offer, wish: Wish): Availability {
  const reasons = reasonsAgainst(offer, wish);
  const complete = !reasons.some((reason) => reason.code === 'not_on_sale');
  return {
    available: reasons.length === 0,
    hotelId: offer.hotelId,
    roomsLeft: complete ? Math.min(...offer.nights.map((night) => night.roomsLeft)) : 0,
    nights: offer.nights,
    totalPrice: amountOf(offer.nights, wish.rooms),
    currency: offer.currency,
    reasons,
  };
}
