import { type HoldRequest, sameStay } from '#contracts';
import { isSameHold } from './hold.js';
import { Contended, HoldMismatch } from './hold.errors.js';
import { assertExpected } from './hold-terms.js';
import { type Granted, isGranted } from './judge-holds.js';

/** A copy of a request in the same batch stands on what became of the first one. */
export function ofCopy(copy: HoldRequest, original: HoldRequest, outcome: Granted | Error): Granted | Error {
  if (copy === original) return outcome;
  // Of another stay nothing is known yet where the first one got nothing.
  if (!isGranted(outcome)) return isSameWish(copy, original) ? outcome : new Contended();
  try {
    if (!isSameHold(outcome.hold, copy)) throw new HoldMismatch();
    assertExpected(copy, outcome.hold.amount, outcome.offer.currency);
    return outcome;
  } catch (error) {
    return error as Error;
  }
}

function isSameWish(a: HoldRequest, b: HoldRequest): boolean {
  const { hotelId, roomCategoryId, rooms, expectedAmount } = a;
  const isSameRoom = hotelId === b.hotelId && roomCategoryId === b.roomCategoryId && rooms === b.rooms;
  return isSameRoom && expectedAmount === b.expectedAmount && sameStay(a, b);
}
