import { type HoldRequest, sameStay } from '#contracts';
import { isSameHold } from './hold.js';
import { Contended, HoldMismatch } from './hold.errors.js';
import { assertExpected } from './hold-terms.js';
import { type Granted, isGranted } from './judge-holds.js';

/** What is told of a request whose booking another request is just about. */
const OTHER_REQUEST = 'Another request for this booking was under way; send this one again.';

/** Beside the dates, all that decides over a request. */
const DECISIVE = [
  'hotelId',
  'roomCategoryId',
  'rooms',
  'totalGuests',
  'holder',
  'holderRole',
  'expectedAmount',
] as const satisfies (keyof HoldRequest)[];

/** A copy of a request in the same batch stands on what became of the first one. */
export function ofCopy(copy: HoldRequest, original: HoldRequest, outcome: Granted | Error): Granted | Error {
  if (copy === original) return outcome;
  // Of another stay nothing is known yet where the first one got nothing.
  if (!isGranted(outcome)) return isSameWish(copy, original) ? outcome : new Contended(OTHER_REQUEST);
  try {
    if (!isSameHold(outcome.hold, copy)) throw new HoldMismatch();
    assertExpected(copy, outcome.hold.amount, outcome.offer.currency);
    return outcome;
  } catch (error) {
    return error as Error;
  }
}

/** Whether what stands in the way of one stands in the way of the other. */
function isSameWish(a: HoldRequest, b: HoldRequest): boolean {
  return sameStay(a, b) && DECISIVE.every((member) => a[member] === b[member]);
}
