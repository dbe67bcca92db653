import { amountOf, type HoldGranted, type HoldRequest, type NightPrice } from '#contracts';
import type { Offer } from '../night/offer.js';
import type { LiveHold } from './hold.js';
import { PriceChanged } from './hold.errors.js';

/** The hold that the request asks for, at the prices of the offer. Its lease begins when the offer was read. */
export function newHold(request: HoldRequest, offer: Offer) {
  const { bookingId, holder, hotelId, roomCategoryId: categoryId, checkInDate, checkOutDate, rooms } = request;
  const stay = { hotelId, categoryId, checkInDate, checkOutDate, rooms };
  return {
    bookingId,
    status: 'HELD' as const,
    ...stay,
    holder,
    deadline: leaseEnd(request, offer),
    ...priceOf(offer, request),
  };
}

/** When a lease that begins now ends. */
export function leaseEnd({ holdSeconds }: HoldRequest, { now }: Offer): Date {
  return new Date(now.getTime() + holdSeconds * 1000);
}

/** The price of now, which must be the one the guest saw. Throws `PriceChanged`. */
export function priceOf(offer: Offer, request: HoldRequest): { nights: NightPrice[]; amount: number } {
  const nights = offer.nights.map(({ date, price }) => ({ date, price }));
  const amount = amountOf(nights, request.rooms);
  assertExpected(request, amount, offer.currency);
  return { nights, amount };
}

/** Throws `PriceChanged` unless the amount, in minor units, is the one that the guest saw. */
export function assertExpected(request: HoldRequest, amount: number, currency: string): void {
  if (request.expectedAmount !== undefined && request.expectedAmount !== amount)
    throw new PriceChanged(amount, currency);
}

/** What is answered for a hold that keeps its nights. */
export function grantedOf(
  { bookingId, status, amount, nights, deadline }: LiveHold,
  { currency, hotel }: Offer,
): HoldGranted {
  return { bookingId, status, amount, nights, deadline: deadline.toISOString(), currency, hotel };
}
