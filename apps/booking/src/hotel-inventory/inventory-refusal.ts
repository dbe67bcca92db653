import { DomainError, type ErrorKind, type Problem } from '#platform';

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
};

/** Turns a problem document of hotel-inventory into the refusal that our caller gets. */
export function refusalOf(problem: unknown): Error {
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
  if (!known) return new Error(`hotel-inventory refused unexpectedly: ${status} ${code}`);
  return new DomainError(known.kind, known.code, String(detail), members);
}
