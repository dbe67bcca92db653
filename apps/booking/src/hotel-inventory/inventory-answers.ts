import type {
  CategoryAvailability,
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

/** An answer for each of the requests, in their order. */
export function holdsOf(asked: readonly Named[]): Expected<{ holds: HoldAnswer[] }> {
  return eachOf(asked, ({ outcome, hold }) => outcome === 'held' && isHold(hold));
}

/** As `holdsOf`, for confirms. */
export function confirmsOf(asked: readonly Named[]): Expected<{ holds: ConfirmAnswer[] }> {
  return eachOf(asked, ({ outcome }) => outcome === 'confirmed' || outcome === 'gone');
}

/** As `holdsOf`, for releases. */
export function releasesOf(asked: readonly Named[]): Expected<{ holds: ReleaseAnswer[] }> {
  return eachOf(asked, ({ outcome }) => outcome === 'released');
}

interface Named {
  bookingId: string;
}

/** Each part was done, as `isDone` knows, or refused with a problem document. */
function eachOf<T>(asked: readonly Named[], isDone: (answer: Members) => boolean): Expected<{ holds: T[] }> {
  const fits = (answer: Members, { bookingId }: Named | undefined = { bookingId: '' }) =>
    answer['bookingId'] === bookingId &&
    (isDone(answer) || (answer['outcome'] === 'refused' && isObject(answer['problem'])));
  return {
    status: 200,
    fits: (body): body is { holds: T[] } =>
      isObject(body) &&
      Array.isArray(body['holds']) &&
      body['holds'].length === asked.length &&
      body['holds'].every((one, index) => isObject(one) && fits(one, asked[index])),
  };
}

export const CONFIRMED_HOLDS: Expected<HoldPage> = {
  status: 200,
  fits: (body): body is HoldPage =>
    isObject(body) &&
    isListOf((hold) => isObject(hold) && isText(hold['bookingId']), body['holds']) &&
    (body['nextCursor'] === null || isText(body['nextCursor'])),
};

export const HOTEL_AVAILABILITY: Expected<{ categories: CategoryAvailability[] }> = {
  status: 200,
  fits: (body): body is { categories: CategoryAvailability[] } =>
    isObject(body) && isListOf((category) => isObject(category) && isCategory(category), body['categories']),
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

function isCategory({ roomCategoryId, name, available, totalPrice, currency, roomsLeft }: Members): boolean {
  const numbers = [roomCategoryId, totalPrice, roomsLeft];
  return numbers.every(Number.isInteger) && isText(name) && isText(currency) && typeof available === 'boolean';
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
