import { type CalendarDate, type HoldRequest, refusalFor } from '#contracts';
import { DomainError, Refused } from '#platform';
import { type Offer, reasonsAgainst } from '../night/offer.js';
import { type Hold, isSameHold, isTombstone, type LiveHold, type Tombstone } from './hold.js';
import { HoldGone, HoldMismatch } from './hold.errors.js';
import { assertExpected, leaseEnd, newHold } from './hold-terms.js';
import { type HoldLimits, type Kept, NOTHING_KEPT, refusalOf } from './holder.js';
import { RoomsLeft } from './rooms-left.js';

/** All that is known when holds are asked for. */
export interface Facts {
  /** In the places of the requests; undefined where the hotel has no such category. */
  offers: readonly (Offer | undefined)[];
  known: ReadonlyMap<string, Hold | Tombstone>;
  kept: ReadonlyMap<string, Kept>;
  limitsOf: (request: HoldRequest) => HoldLimits;
}

/** The hold, and what is to be done for it: a new row, a lapsed one that takes its nights again, or a longer lease. */
export interface Granted {
  as: 'new' | 'again' | 'kept';
  hold: LiveHold;
  offer: Offer;
}

/** Too few rooms on these nights, by the counters. */
export class Short {
  constructor(readonly nights: CalendarDate[]) {}
}

export const NO_CATEGORY = Symbol('no such category');

export type Verdict = Granted | Short | DomainError | typeof NO_CATEGORY;

/** Who gets rooms if all is as the facts say, in the order in which they came: who comes first has the last room. */
export function judge(requests: readonly HoldRequest[], facts: Facts): Verdict[] {
  const left = new RoomsLeft();
  const kept = new Map<string, Kept>();
  const keptBy = ({ holder }: HoldRequest): Kept => kept.get(holder) ?? facts.kept.get(holder) ?? NOTHING_KEPT;
  return requests.map((request, index) => {
    const offer = facts.offers[index];
    if (!offer || offer.hotelId !== request.hotelId) return NO_CATEGORY;
    const verdict = verdictOn(request, offer, facts, keptBy(request), left);
    if (isGranted(verdict) && verdict.as !== 'kept') {
      const { hotelId, rooms, checkInDate, checkOutDate, holdSeconds: endsInSeconds } = request;
      const before = keptBy(request);
      const stays = [...before.stays, { hotelId, rooms, checkInDate, checkOutDate, endsInSeconds }];
      kept.set(request.holder, { ...before, stays });
    }
    return verdict;
  });
}

export function isGranted(verdict: unknown): verdict is Granted {
  return typeof verdict === 'object' && verdict !== null && 'hold' in verdict;
}

function verdictOn(request: HoldRequest, offer: Offer, facts: Facts, kept: Kept, left: RoomsLeft): Verdict {
  try {
    const known = facts.known.get(request.bookingId);
    if (known && (isTombstone(known) || known.status === 'RELEASED')) return new HoldGone();
    if (known && !isSameHold(known, request)) return new HoldMismatch();
    if (known?.status === 'HELD' || known?.status === 'CONFIRMED') {
      return keep({ ...known, status: known.status }, request, offer);
    }
    const [reason] = reasonsAgainst(offer, request);
    if (reason && reason.code !== 'sold_out') return new Refused(refusalFor(reason));
    const hold = newHold(request, offer);
    const refusal = refusalOf(request, kept, facts.limitsOf(request), offer.limits);
    if (refusal) return refusal;
    const short = left.take(request.roomCategoryId, offer.nights, request.rooms);
    return short.length > 0 ? new Short(short) : { as: known ? 'again' : 'new', hold, offer };
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function keep(hold: LiveHold, request: HoldRequest, offer: Offer): Granted {
  assertExpected(request, hold.amount, offer.currency);
  const end = leaseEnd(request, offer);
  const isLonger = hold.status === 'HELD' && end > hold.deadline;
  return { as: 'kept', hold: isLonger ? { ...hold, deadline: end } : hold, offer };
}
