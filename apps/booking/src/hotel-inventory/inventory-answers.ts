import type { Availability, HoldGranted, HoldPage, StaffHotels, UnavailableReason } from '#contracts';

/**
 * What a call is answered with when it was done. Anything else that looks like a success, from whoever answers at that
 * address, must not be taken for one: rooms would be given away that nobody holds.
 */
export interface Expected<T> {
  status: number;
  /** Whether the members that we use are there. Others may be missing, or new. */
  fits: (body: unknown) => body is T;
}

export const NOTHING: Expected<void> = {
  status: 204,
  fits: (body): body is void => body === undefined,
};

export const ROOMS_FREE: Expected<Availability> = {
  status: 200,
  fits: (body): body is Availability =>
    isObject(body) && Number.isInteger(body['hotelId']) && isListOf(isReason, body['reasons']),
};

export const HOLD: Expected<HoldGranted> = {
  status: 200,
  fits: (body): body is HoldGranted =>
    isObject(body) &&
    isInstant(body['deadline']) &&
    Number.isInteger(body['amount']) &&
    isText(body['currency']) &&
    isListOf(isNight, body['nights']) &&
    isObject(body['hotel']) &&
    SNAPSHOT.every((member) => isText((body['hotel'] as Members)[member])),
};

export const CONFIRMED_HOLDS: Expected<HoldPage> = {
  status: 200,
  fits: (body): body is HoldPage =>
    isObject(body) &&
    isListOf((hold) => isObject(hold) && isText(hold['bookingId']), body['holds']) &&
    (body['nextCursor'] === null || isText(body['nextCursor'])),
};

export const STAFF_HOTELS: Expected<StaffHotels> = {
  status: 200,
  fits: (body): body is StaffHotels => isObject(body) && isListOf(Number.isInteger, body['hotelIds']),
};

type Members = Record<string, unknown>;

const SNAPSHOT: (keyof HoldGranted['hotel'])[] = [
  ...(['name', 'address', 'city', 'country', 'timezone'] as const),
  ...(['checkInTime', 'checkOutTime', 'categoryName'] as const),
];

/** The member that each reason is told with. */
const TOLD_WITH: Record<UnavailableReason['code'], (reason: Members) => boolean> = {
  sold_out: ({ nights }) => isListOf(isText, nights),
  not_on_sale: ({ nights }) => isListOf(isText, nights),
  check_in_past: ({ today }) => isText(today),
  too_many_guests: ({ maxGuests }) => Number.isInteger(maxGuests),
};

function isReason(value: unknown): boolean {
  if (!isObject(value)) return false;
  const code = String(value['code']);
  return Object.hasOwn(TOLD_WITH, code) && TOLD_WITH[code as UnavailableReason['code']](value);
}

function isNight(value: unknown): boolean {
  return isObject(value) && isText(value['date']) && Number.isInteger(value['price']);
}

function isInstant(value: unknown): boolean {
  return isText(value) && !Number.isNaN(Date.parse(value));
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf(fits: (one: unknown) => boolean, value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => fits(one));
}
