import { v4 as uuid, validate } from 'uuid';
import { InvalidRequest } from '#platform';

/**
 * The key of a request: from the header `Idempotency-Key` or the body field `idempotencyKey`, lower-cased; a new one
 * when neither is sent (such a request cannot be retried safely). Throws when it is no UUID, or when the two differ.
 */
export function idempotencyKeyOf(header: string | string[] | undefined, field: string | undefined): string {
  const given = [header, field].flat().filter((value) => value !== undefined);
  const keys = new Set(given.map((value) => checked(value, header === value ? 'Idempotency-Key' : 'idempotencyKey')));
  if (keys.size > 1) throw invalid('Idempotency-Key', 'the header and the field idempotencyKey must not differ');
  return [...keys][0] ?? uuid();
}

function checked(value: string, field: string): string {
  const key = value.trim().toLowerCase();
  if (!validate(key)) throw invalid(field, 'must be a UUID, such as 0b0e6c9a-5d0f-4f3e-9c62-3f3d6a9f3b0e');
  return key;
}

function invalid(field: string, message: string): InvalidRequest {
  return new InvalidRequest([{ field, message: `${field} ${message}` }]);
}
