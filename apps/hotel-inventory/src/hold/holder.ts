import { type HoldRequest, numberOfNights, type Stay } from '#contracts';
import type { DomainError } from '#platform';
import type { HotelLimits } from '../night/offer.js';
import { HoldTooLarge, TooManyAbandonedBookings, TooManyPendingBookings, TooManyRoomNights } from './hold.errors.js';

/** How much stock one holder may keep from others. 0 is no limit. */
export interface HoldLimits {
  /** How many times a guest's limits these are; a hotel's own are for guests as well. */
  times: number;
  /** Holds that are HELD at once. */
  pending: number;
  /** Holds that end without a stay, in one window. */
  abandoned: number;
  /** Rooms × nights of one hold. */
  roomNightsPerHold: number;
  /** Rooms × nights of all stays to come, held or sold. */
  roomNights: number;
  /** The same of those stays that overlap with the one that is wanted. */
  roomNightsAtOnce: number;
}

export const NO_LIMITS: HoldLimits = {
  times: 0,
  pending: 0,
  abandoned: 0,
  roomNightsPerHold: 0,
  roomNights: 0,
  roomNightsAtOnce: 0,
};

/** How long abandoned holds are counted together, from the first one on; so long a sold hold counts when it is freed. */
export const ABANDONED_WINDOW_S = 3_600;

/** A stay to come that a holder keeps from others. */
export interface KeptStay extends Stay {
  hotelId: number;
  rooms: number;
  /** Until it comes free by itself; null once it is sold. */
  endsInSeconds: number | null;
}

/** What one holder keeps, and has let go of lately. */
export interface Kept {
  /** Counts its changes; undefined for one of whom nothing is known. */
  revision: number | undefined;
  /** In the window that is not over yet. */
  abandoned: number;
  windowEndsInSeconds: number | null;
  stays: KeptStay[];
}

export const NOTHING_KEPT: Kept = { revision: undefined, abandoned: 0, windowEndsInSeconds: null, stays: [] };

/** A sweep comes some seconds after the deadline. */
const LEAST_WAIT_S = 5;

export function roomNightsOf({ rooms, ...stay }: Stay & { rooms: number }): number {
  return rooms * numberOfNights(stay);
}

/** A guest's limits so many times; none for 0. */
export function limitsOf(ofGuest: Omit<HoldLimits, 'times'>, times: number): HoldLimits {
  const { pending, abandoned, roomNightsPerHold, roomNights, roomNightsAtOnce } = ofGuest;
  return {
    times,
    pending: pending * times,
    abandoned: abandoned * times,
    roomNightsPerHold: roomNightsPerHold * times,
    roomNights: roomNights * times,
    roomNightsAtOnce: roomNightsAtOnce * times,
  };
}

/** What forbids the holder this hold: the first limit that it would pass. */
export function refusalOf(
  request: HoldRequest,
  kept: Kept,
  limits: HoldLimits,
  ofHotel: HotelLimits,
): DomainError | undefined {
  const wanted = roomNightsOf(request);
  const most = (name: keyof HotelLimits) => {
    const own = ofHotel[name];
    return own === null ? limits[name] : own * limits.times;
  };
  const perHold = most('roomNightsPerHold');
  if (isOver(wanted, perHold)) return new HoldTooLarge(wanted, perHold);
  const pending = kept.stays.flatMap(({ endsInSeconds }) => endsInSeconds ?? []);
  if (isOver(pending.length + 1, limits.pending)) return new TooManyPendingBookings(waitOf(Math.min(...pending)));
  if (isOver(kept.abandoned + 1, limits.abandoned))
    return new TooManyAbandonedBookings(waitOf(kept.windowEndsInSeconds ?? 0));
  // A hotel's own limit is about what is kept from it.
  const here = kept.stays.filter(({ hotelId }) => hotelId === request.hotelId);
  const atOnce = overlapping(ofHotel.roomNightsAtOnce === null ? kept.stays : here, request);
  return (
    tooMany('roomNightsAtOnce', wanted + sum(atOnce), most('roomNightsAtOnce')) ??
    tooMany('roomNights', wanted + sum(ofHotel.roomNights === null ? kept.stays : here), most('roomNights'))
  );
}

function tooMany(limit: 'roomNights' | 'roomNightsAtOnce', roomNights: number, most: number) {
  return isOver(roomNights, most) ? new TooManyRoomNights(limit, roomNights, most) : undefined;
}

function isOver(count: number, limit: number): boolean {
  return limit > 0 && count > limit;
}

function overlapping(stays: readonly KeptStay[], { checkInDate, checkOutDate }: Stay): KeptStay[] {
  return stays.filter((stay) => stay.checkInDate < checkOutDate && checkInDate < stay.checkOutDate);
}

function sum(stays: readonly KeptStay[]): number {
  return stays.reduce((total, stay) => total + roomNightsOf(stay), 0);
}

function waitOf(seconds: number): number {
  return Math.max(LEAST_WAIT_S, seconds);
}
