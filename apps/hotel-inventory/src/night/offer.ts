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

/** One night of a category as it stands. Whether the rooms of lapsed holds are left depends on how it was read. */
export interface OfferedNight {
  date: CalendarDate;
  price: number;
  roomsLeft: number;
}

/** How the rooms held and sold of one category on one night change. */
export interface NightChange {
  categoryId: number;
  date: CalendarDate;
  held: number;
  sold: number;
}

export function nightKey(categoryId: number, date: CalendarDate): string {
  return `${categoryId} ${date}`;
}

/** What a hotel allows one guest, rooms × nights; null where it leaves that to the operator, 0 for no limit. */
export interface HotelLimits {
  /** Of one booking. */
  roomNightsPerHold: number | null;
  /** Of all stays to come at this hotel. */
  roomNights: number | null;
  /** Of those stays at this hotel that overlap. */
  roomNightsAtOnce: number | null;
}

/** What a category offers for a stay at one instant of the database's clock. */
export interface Offer {
  now: Date;
  hotelId: number;
  currency: string;
  maxGuests: number;
  hotel: HotelSnapshot;
  limits: HotelLimits;
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

/** The offer as if it had rooms for everybody. */
export function withoutEnd(offer: Offer | undefined): Offer | undefined {
  return offer && { ...offer, nights: offer.nights.map((night) => ({ ...night, roomsLeft: Infinity })) };
}

/** The offer of a category with the rooms that are left, by `nightKey`. */
export function withRooms(offer: Offer, categoryId: number, left: ReadonlyMap<string, number>): Offer {
  const roomsOn = (date: CalendarDate, roomsLeft: number) => left.get(nightKey(categoryId, date)) ?? roomsLeft;
  return {
    ...offer,
    nights: offer.nights.map((night) => ({ ...night, roomsLeft: roomsOn(night.date, night.roomsLeft) })),
  };
}
