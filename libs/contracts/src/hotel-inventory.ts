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

/**
 * Whom a hold counts against: the guest's user id, percent-encoded. A header and not a member of `HoldRequest`, since a
 * replica of the version before refuses members that it does not know, and passes over headers.
 */
export const HOLDER_HEADER = 'x-holder';

/** What `PUT /holds/{bookingId}` asks for. */
export interface HoldRequest extends Stay {
  hotelId: number;
  roomCategoryId: number;
  rooms: number;
  totalGuests: number;
  /** The lease, from hotel-inventory's clock. */
  holdSeconds: number;
  /** What the guest believes the stay costs, minor units; a hold at another price is refused. */
  expectedAmount?: number;
}

/** Most holds that are taken or confirmed with one request. */
export const MAX_HOLDS_TOGETHER = 100;

/** One of the holds that `POST /holds` asks for. */
export interface NamedHoldRequest extends HoldRequest {
  bookingId: string;
  /** Whom the hold counts against: the guest's user id. */
  holder: string;
}

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

/** Answer of `PUT /holds/{bookingId}`: everything a booking is written from. */
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
 * What `POST /holds` answers for one hold: it is held; it is refused, with the problem document that `PUT` would have
 * answered and the seconds of its `Retry-After`; or it could not be taken together with others, and `PUT` is to be asked.
 */
export type HoldAnswer =
  | { bookingId: string; outcome: 'held'; hold: HoldGranted }
  | { bookingId: string; outcome: 'refused'; problem: Record<string, unknown>; retryAfterSeconds?: number }
  | { bookingId: string; outcome: 'alone' };

/** What `POST /holds/confirmations` answers for one hold; `alone` where `POST /holds/{bookingId}/confirm` is to be asked. */
export interface ConfirmAnswer {
  bookingId: string;
  outcome: 'confirmed' | 'gone' | 'alone';
}

/** What `POST /holds/releases` answers for one hold; `alone` where `DELETE /holds/{bookingId}` is to be asked. */
export interface ReleaseAnswer {
  bookingId: string;
  outcome: 'released' | 'alone';
}

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
