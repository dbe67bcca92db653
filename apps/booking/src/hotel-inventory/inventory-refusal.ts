import { CONFIRM_BUDGET_S, leaseSeconds } from './deadlines.js';
import type { HoldRefused } from '#contracts';
import { DomainError, type ErrorKind, type Problem, TooMany, Unavailable } from '#platform';

/** Refusals of hotel-inventory that are meant for the guest, and what they are called here. */
const FOR_GUESTS: Record<string, { kind: ErrorKind; code: string }> = {
  sold_out: { kind: 'conflict', code: 'sold_out' },
  not_on_sale: { kind: 'conflict', code: 'not_on_sale' },
  price_changed: { kind: 'conflict', code: 'price_changed' },
  room_category_not_found: { kind: 'not_found', code: 'room_category_not_found' },
  invalid_request: { kind: 'invalid', code: 'invalid_request' },
  // The attempt was made with another request before, or it is over: the key says which attempt.
  hold_mismatch: { kind: 'unprocessable', code: 'idempotency_key_reused' },
  hold_gone: { kind: 'gone', code: 'booking_expired' },
  hold_too_large: { kind: 'unprocessable', code: 'hold_too_large' },
  too_many_room_nights: { kind: 'unprocessable', code: 'too_many_room_nights' },
  too_many_pending_bookings: { kind: 'too_many', code: 'too_many_pending_bookings' },
  too_many_abandoned_bookings: { kind: 'too_many', code: 'too_many_abandoned_bookings' },
};

/** An outage, as the guest is told of it. */
export function unavailable(retryAfter?: string | number): Unavailable {
  return new Unavailable(
    'hotel_inventory_unavailable',
    'The rooms cannot be reached right now; send the same request again.',
    Number(retryAfter) || undefined,
  );
}

/** A refusal for too much that does not say for how long, by a version that we do not know. */
const RETRY_AFTER_S = 60;

/**
 * Whether hotel-inventory says by its own words that it cannot answer now: its database is away, or it has more to do
 * than it can. A 429 that is not about the guest is about us, whatever its code.
 */
export function isBusy(status: number, problem: unknown): boolean {
  const code = (problem as Partial<Problem> | null | undefined)?.code;
  if (status === 503) return code !== undefined;
  return status === 429 && FOR_GUESTS[String(code)]?.kind !== 'too_many';
}

/** hotel-inventory does not know what it was asked, the path or the method: it is of another version. */
export class NoSuchRoute extends Error {}

const NOT_KNOWN = ['not_found', 'method_not_allowed'];

/** A guest who books learns so that it is the hotel, not only the category, that is not there. */
class HotelNotFound extends DomainError {
  constructor() {
    super('not_found', 'hotel_not_found', 'There is no such hotel.');
  }
}

/** Turns a problem document of hotel-inventory, and its Retry-After, into the refusal that our caller gets. */
export function refusalOf(problem: unknown, retryAfter?: string | number): Error {
  const {
    type: _type,
    title: _title,
    status,
    detail,
    code,
    requestId: _id,
    ...members
  } = (problem ?? {}) as Partial<Problem>;
  const known = FOR_GUESTS[String(code)];
  if (!known && NOT_KNOWN.includes(String(code))) return new NoSuchRoute(String(detail));
  if (!known) return new Error(`hotel-inventory refused unexpectedly: ${status} ${code}`);
  if (known.kind === 'too_many') return new TooMany(known.code, String(detail), waitOf(known.code, retryAfter));
  if (known.code === 'room_category_not_found' && members['missing'] === 'hotel') return new HotelNotFound();
  return new DomainError(known.kind, known.code, String(detail), members);
}

/**
 * Whole seconds. hotel-inventory counts until the end of a lease; a guest's booking ends that much sooner, and with it the
 * reason to wait. The expiry then takes some seconds to free the rooms.
 */
function waitOf(code: string, retryAfter: string | number | undefined): number {
  const told = Number(retryAfter) || RETRY_AFTER_S;
  return code === 'too_many_pending_bookings' ? Math.max(CONFIRM_BUDGET_S, told - leaseSeconds(0)) : told;
}

/**
 * As `refusalOf`, for one part of an answer about many. What cannot be done at this moment may be asked for again, and
 * so may what has failed over there: the guest is told of it as of a whole call that is answered 5xx.
 */
export function refusalOfPart({ problem, retryAfterSeconds }: Omit<HoldRefused, 'bookingId' | 'outcome'>): Error {
  const { status } = problem;
  if (typeof status !== 'number' || status < 500) return refusalOf(problem, retryAfterSeconds);
  if (problem['code'] === 'contended') return new Contended(String(problem['detail']), retryAfterSeconds);
  return unavailable(retryAfterSeconds);
}

/** Somebody keeps the same nights locked, or too many want them in this instant. */
export class Contended extends Unavailable {
  constructor(detail: string, retryAfterSeconds = 1) {
    super('contended', detail, retryAfterSeconds);
  }
}
