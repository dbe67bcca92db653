import { InvalidRequest } from '../errors/domain-error.js';

/** A place in a list: the sort key of the last row that was given. */
export type CursorPlace = readonly (string | number)[];

/** Longer than any place of ours; whatever is longer was not made here. */
const MAX_LENGTH = 512;

/** Makes a place in a list into what clients send back as `cursor` to read on from there. */
export function encodeCursor(place: CursorPlace): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place that a cursor stands for. A cursor that was not made by `encodeCursor`, or that `accepts` refuses, is a 400. */
export function decodeCursor<Place extends CursorPlace>(
  cursor: string,
  accepts: (place: CursorPlace) => boolean = () => true,
): Place {
  const place = parse(cursor);
  if (isPlace(place) && accepts(place)) return place as Place;
  throw new InvalidRequest([{ field: 'cursor', message: 'cursor must be the nextCursor of an earlier answer' }]);
}

function parse(cursor: string): unknown {
  if (cursor.length > MAX_LENGTH) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function isPlace(value: unknown): value is CursorPlace {
  return (
    Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string' || Number.isFinite(part))
  );
}

/** Whether a part of a place is an instant as `Date.toISOString` writes it, in a year that a database knows. */
export function isInstant(part: string | number | undefined): part is string {
  return typeof part === 'string' && /^\d{4}-/.test(part) && !Number.isNaN(Date.parse(part));
}
