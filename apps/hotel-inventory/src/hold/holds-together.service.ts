import { Injectable, Logger } from '@nestjs/common';
import { type HoldAnswer, type NamedHoldRequest, refusalFor } from '#contracts';
import { Database, isDatabaseAway, type Transaction } from '#database';
import { currentRequestId, DomainError, problemOf, Refused, retryAfterOf } from '#platform';
import { categoryNotFound } from '../night/night.errors.js';
import { NightRepository } from '../night/night.repository.js';
import { type Offer, reasonsAgainst } from '../night/offer.js';
import { grantedOf, newHold } from './hold-terms.js';
import { HoldRepository } from './hold.repository.js';
import { Holders } from './holders.service.js';
import { RoomsLeft } from './rooms-left.js';
import { sumOf } from './rooms-of-nights.js';

interface Taken {
  hold: ReturnType<typeof newHold<string>>;
  offer: Offer;
}

/** Not to be had, as it seems: `short` of rooms by the plain counters, `atLimit` is its holder. To be looked at again. */
type Doubt = 'short' | 'atLimit' | 'notFound';

/** What becomes of a request; `alone` by `PUT`. */
type Verdict = Taken | DomainError | Doubt | 'alone';

/** Thrown inside the transaction to roll it back: nights or holders are no longer as they were read. */
class Contended extends Error {}

/**
 * Takes the holds of many bookings in one transaction: one commit for all of them, each with all of its nights or none.
 * Only what is ordinary goes together: new holds, for which the counters have room. The rest is left to `PUT`.
 */
@Injectable()
export class HoldsTogether {
  private readonly logger = new Logger(HoldsTogether.name);

  constructor(
    private readonly database: Database,
    private readonly nights: NightRepository,
    private readonly holds: HoldRepository,
    private readonly holders: Holders,
  ) {}

  /** Answers each request in its place. */
  async take(requests: readonly NamedHoldRequest[]): Promise<HoldAnswer[]> {
    const verdicts = await this.takeOrdinary(requests);
    const looks = new Map<string, Promise<DomainError | 'alone'>>();
    return Promise.all(
      requests.map(async (request, index) => {
        const verdict = verdicts[index] ?? 'alone';
        if (!isDoubt(verdict)) return answerOf(request, verdict);
        const key = KEYS[verdict](request);
        const look = looks.get(key) ?? this.lookAgain(request, verdict);
        looks.set(key, look);
        return answerOf(request, await look);
      }),
    );
  }

  /**
   * All statements of a batch: four reads, then the holds, their holders, the nights. When it finds that something has
   * changed between the reads and the writes it is done once more; then none is taken.
   */
  private async takeOrdinary(requests: readonly NamedHoldRequest[], isLastTry = false): Promise<Verdict[]> {
    try {
      return await this.database.transaction(async (tx) => {
        const { verdicts, standing } = await this.judge(tx, requests);
        const holds = verdicts.flatMap((verdict) => (isTaken(verdict) ? [verdict.hold] : []));
        if (holds.length === 0) return verdicts;
        const nights = sumOf(holds);
        // In the order in which rows are locked everywhere, and each only when the one before is done: what is sent
        // behind a statement that ends in a deadlock finds no transaction any more, and commits by itself.
        await this.holds.insert(tx, holds.sort(byBookingId));
        if (!(await this.holders.enterAll(tx, holds, standing))) throw new Contended();
        if ((await this.nights.holdAll(tx, nights)) !== nights.length) throw new Contended();
        return verdicts;
      });
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (!isLastTry) return this.takeOrdinary(requests, true);
      if (!(error instanceof Contended)) this.logger.warn({ msg: 'holds could not be taken together', err: error });
      return [];
    }
  }

  /** Who gets rooms if all is still as it is read here, in the order in which they came. */
  private async judge(tx: Transaction, requests: readonly NamedHoldRequest[]) {
    // Known holds are read after the nights: a copy whose hold came in between would find its own rooms taken.
    const [offers, known, standing] = await Promise.all([
      this.nights.findOffers(tx, requests),
      this.holds.findKnown(
        tx,
        requests.map(({ bookingId }) => bookingId),
      ),
      this.holders.standing(
        tx,
        requests.map(({ holder }) => holder),
      ),
    ]);
    const seen = { bookings: new Set(known), holders: new Set<string>() };
    const left = new RoomsLeft();
    const verdicts = requests.map((request, index): Verdict => {
      const { bookingId, holder } = request;
      const isOrdinary = !seen.bookings.has(bookingId) && !seen.holders.has(holder);
      seen.bookings.add(bookingId);
      seen.holders.add(holder);
      if (!isOrdinary) return 'alone';
      return standing.get(holder) === 'atLimit' ? 'atLimit' : this.verdictOn(request, offers[index], left);
    });
    return { verdicts, standing };
  }

  private verdictOn(request: NamedHoldRequest, offer: Offer | undefined, left: RoomsLeft): Verdict {
    if (!offer || offer.hotelId !== request.hotelId) return 'notFound';
    const [reason] = reasonsAgainst(offer, request);
    if (reason?.code === 'sold_out') return 'short';
    if (reason) return new Refused(refusalFor(reason));
    const tooLarge = this.holders.refusalOfSize(request);
    if (tooLarge) return tooLarge;
    try {
      const hold = newHold(request.bookingId, request.holder, request, offer);
      return left.take(request.roomCategoryId, offer.nights, request.rooms) ? { hold, offer } : 'short';
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  private lookAgain(request: NamedHoldRequest, doubt: Doubt): Promise<DomainError | 'alone'> {
    if (doubt === 'short') return this.soldOut(request);
    if (doubt === 'atLimit') return this.tooMany(request);
    return this.nights.hotelExists(request.hotelId).then(categoryNotFound, () => 'alone');
  }

  /** Looks again at a stay for which there was not enough, now with lapsed holds counted as free. */
  private async soldOut(request: NamedHoldRequest): Promise<DomainError | 'alone'> {
    const offer = await this.nights.findOffer(request.roomCategoryId, request).catch(() => undefined);
    const reason = offer && reasonsAgainst(offer, request).find(({ code }) => code === 'sold_out');
    return reason ? new Refused(refusalFor(reason)) : 'alone';
  }

  /** What a holder at a limit is told, unless that has just changed. */
  private async tooMany({ holder }: NamedHoldRequest): Promise<DomainError | 'alone'> {
    return (await this.holders.meet(holder).catch(() => undefined)) ?? 'alone';
  }
}

/** Requests of one key are looked at once. */
const KEYS: Record<Doubt, (request: NamedHoldRequest) => string> = {
  short: stayKey,
  atLimit: ({ holder }) => `holder ${holder}`,
  notFound: ({ hotelId }) => `hotel ${hotelId}`,
};

function isDoubt(verdict: Verdict): verdict is Doubt {
  return typeof verdict === 'string' && verdict in KEYS;
}

function isTaken(verdict: Verdict): verdict is Taken {
  return typeof verdict === 'object' && 'hold' in verdict;
}

function byBookingId(a: { bookingId: string }, b: { bookingId: string }): number {
  return a.bookingId < b.bookingId ? -1 : 1;
}

/** Requests of one key are sold out for the same nights. */
function stayKey({ roomCategoryId, checkInDate, checkOutDate, rooms }: NamedHoldRequest): string {
  return `${roomCategoryId} ${checkInDate} ${checkOutDate} ${rooms}`;
}

function answerOf({ bookingId }: NamedHoldRequest, verdict: Exclude<Verdict, Doubt>): HoldAnswer {
  if (verdict === 'alone') return { bookingId, outcome: 'alone' };
  if (isTaken(verdict)) return { bookingId, outcome: 'held', hold: grantedOf(verdict.hold, verdict.offer) };
  const retryAfterSeconds = retryAfterOf(verdict);
  const problem = problemOf(verdict, currentRequestId());
  return { bookingId, outcome: 'refused', problem, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}
