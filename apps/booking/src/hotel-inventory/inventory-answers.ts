import type {
  ConfirmAnswer,
  HoldAnswer,
  HoldGranted,
  HoldPage,
  ReleaseAnswer,
  StaffHotels,
  StaffMembership,
} from '#contracts';

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

export const HOLD: Expected<HoldGranted> = { status: 200, fits: isHold };

/** An answer for each of the requests, in their order. */
export function holdsOf(requests: readonly { bookingId: string }[]): Expected<{ holds: HoldAnswer[] }> {
  return eachOf(
    requests.map(({ bookingId }) => bookingId),
    ({ outcome, hold, problem }) =>
      outcome === 'alone' || (outcome === 'held' && isHold(hold)) || (outcome === 'refused' && isObject(problem)),
  );
}

/** As `holdsOf`, for confirms. */
export function confirmsOf(bookingIds: readonly string[]): Expected<{ holds: ConfirmAnswer[] }> {
  return eachOf(bookingIds, ({ outcome }) => outcome === 'confirmed' || outcome === 'gone' || outcome === 'alone');
}

/** As `holdsOf`, for releases. */
export function releasesOf(bookingIds: readonly string[]): Expected<{ holds: ReleaseAnswer[] }> {
  return eachOf(bookingIds, ({ outcome }) => outcome === 'released' || outcome === 'alone');
}

function eachOf<T>(bookingIds: readonly string[], fits: (answer: Members) => boolean): Expected<{ holds: T[] }> {
  return {
    status: 200,
    fits: (body): body is { holds: T[] } =>
      isObject(body) &&
      Array.isArray(body['holds']) &&
      body['holds'].length === bookingIds.length &&
      body['holds'].every((one, index) => isObject(one) && one['bookingId'] === bookingIds[index] && fits(one)),
  };
}

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

export const STAFF_MEMBERSHIP: Expected<StaffMembership> = {
  status: 200,
  fits: (body): body is StaffMembership => isObject(body) && typeof body['isStaff'] === 'boolean',
};

type Members = Record<string, unknown>;

const SNAPSHOT: (keyof HoldGranted['hotel'])[] = [
  ...(['name', 'address', 'city', 'country', 'timezone'] as const),
  ...(['checkInTime', 'checkOutTime', 'categoryName'] as const),
];

function isHold(body: unknown): body is HoldGranted {
  return (
    isObject(body) &&
    isInstant(body['deadline']) &&
    Number.isInteger(body['amount']) &&
    isText(body['currency']) &&
    isListOf(isNight, body['nights']) &&
    isObject(body['hotel']) &&
    SNAPSHOT.every((member) => isText((body['hotel'] as Members)[member]))
  );
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
