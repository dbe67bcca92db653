import type { CalendarDate } from './calendar-date.js';
import type { NightPrice } from './price.js';
import type { Stay } from './stay.js';

/** Why a stay cannot be booked now. `sold_out` and `not_on_sale` come with the nights they are about. */
export type UnavailableReason =
  | { code: 'sold_out'; nights: CalendarDate[] }
  | { code: 'not_on_sale'; nights: CalendarDate[] }
  | { code: 'check_in_past'; today: CalendarDate }
  | { code: 'too_many_guests'; maxGuests: number };

/** Answer of `GET /availability`. Prices per room and night, `totalPrice` for all rooms, in minor units. */
export interface Availability {
  available: boolean;
  hotelId: number;
  /** Rooms free on every night of the stay. */
  roomsLeft: number;
  nights: (NightPrice & { roomsLeft: number })[];
  totalPrice: number;
  currency: string;
  reasons: UnavailableReason[];
}

/** A stay that `POST /availability` asks about. */
export interface StayWanted extends Stay {
  roomCategoryId: number;
  rooms: number;
  /** Guests in all rooms together; not looked at where it is missing. */
  totalGuests?: number;
  /** The booking that asks, whose own hold counts as free. */
  bookingId?: string;
}

/** Most stays of one request. */
export const MAX_STAYS_TOGETHER = 250;

/** What `POST /availability` answers for one stay. */
export type AvailabilityAnswer =
  { outcome: 'found'; availability: Availability } | { outcome: 'refused'; problem: Record<string, unknown> };

/** One of the categories that `GET /hotels/{hotelId}/availability` answers with. */
export interface CategoryAvailability extends Availability {
  roomCategoryId: number;
  name: string;
  roomType: string;
  /** Guests per room. */
  maxGuests: number;
}

/** Whose limits a hold counts against. */
export const HOLDER_ROLES = ['guest', 'staff', 'service'] as const;
export type HolderRole = (typeof HOLDER_ROLES)[number];

/** One of the holds that `POST /holds` asks for. */
export interface HoldRequest extends Stay {
  bookingId: string;
  /** Whom the hold counts against: the user id of who books. */
  holder: string;
  holderRole: HolderRole;
  hotelId: number;
  roomCategoryId: number;
  rooms: number;
  totalGuests: number;
  /** The lease, from hotel-inventory's clock. */
  holdSeconds: number;
  /** What the guest believes the stay costs, minor units; a hold at another price is refused. */
  expectedAmount?: number;
  /** The request for which the hold is wanted; those of a batch have one each. */
  requestId?: string;
}

/** A hold that is to be confirmed or released. */
export interface HoldNamed {
  bookingId: string;
  /** The request for which it is; those of a batch have one each. */
  requestId?: string;
}

/** Most holds that are taken, confirmed or released with one request. */
export const MAX_HOLDS_TOGETHER = 100;

/** The hotel as the guest saw it when the nights were taken: what mails and calendars are made from. */
export interface HotelSnapshot {
  name: string;
  address: string;
  city: string;
  country: string;
  timezone: string;
  checkInTime: string;
  checkOutTime: string;
  categoryName: string;
}

export type HoldStatus = 'HELD' | 'CONFIRMED' | 'RELEASED' | 'LAPSED';

/** What a booking is written from. */
export interface HoldGranted {
  bookingId: string;
  status: 'HELD' | 'CONFIRMED';
  /** UTC instant, ISO 8601, by hotel-inventory's clock. */
  deadline: string;
  amount: number;
  currency: string;
  nights: NightPrice[];
  hotel: HotelSnapshot;
}

/**
 * What was asked for one hold was not done, whatever became of the others: a problem document says why, with the seconds
 * of its `Retry-After`.
 */
export interface HoldRefused {
  bookingId: string;
  outcome: 'refused';
  problem: Record<string, unknown>;
  retryAfterSeconds?: number;
}

/** What `POST /holds` answers for one hold. */
export type HoldAnswer = { bookingId: string; outcome: 'held'; hold: HoldGranted } | HoldRefused;

/** What `POST /holds/confirmations` answers for one hold; `gone`, for good, when it is no longer held. */
export type ConfirmAnswer = { bookingId: string; outcome: 'confirmed' | 'gone' } | HoldRefused;

/** What `POST /holds/releases` answers for one hold. */
export type ReleaseAnswer = { bookingId: string; outcome: 'released' } | HoldRefused;

/** Answer of `GET /holds?status=CONFIRMED…`, for the reconciliation in booking. */
export interface HoldPage {
  holds: { bookingId: string; changedAt: string }[];
  nextCursor: string | null;
}

/** Answer of `GET /staff/{userId}/hotels`: the first of them, by number. */
export interface StaffHotels {
  hotelIds: number[];
}

/** Answer of `GET /staff/{userId}/hotels/{hotelId}`: the same for a hotel of others and for one that does not exist. */
export interface StaffMembership {
  isStaff: boolean;
}
