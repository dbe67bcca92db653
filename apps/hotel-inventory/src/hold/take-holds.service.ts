import { Injectable } from '@nestjs/common';
import { type HoldAnswer, type HoldRequest, refusalFor } from '#contracts';
import type { Transaction } from '#database';
import { Refused } from '#platform';
import { categoryNotFound } from '../night/night.errors.js';
import { NightRepository } from '../night/night.repository.js';
import { type Offer, reasonsAgainst, withoutEnd, withRooms } from '../night/offer.js';
import type { Claim } from './claim.js';
import type { LiveHold } from './hold.js';
import { refused } from './hold-answers.js';
import { ofCopy } from './hold-copies.js';
import { HoldRepository } from './hold.repository.js';
import { grantedOf } from './hold-terms.js';
import { AGAIN, HoldTransactions, type Mode, Stale } from './hold-transactions.service.js';
import { type HoldLimits, type Kept, NO_LIMITS } from './holder.js';
import { HolderRepository } from './holder.repository.js';
import { type Granted, isGranted, judge, NO_CATEGORY, Short, type Verdict } from './judge-holds.js';
import { isInTheWay, LapsedHolds } from './lapsed-holds.service.js';
import { LimitsOfRoles } from './limits-of-roles.service.js';
import { changesOf, TAKEN } from './night-changes.js';

type Outcome = Granted | Error | typeof AGAIN;

/**
 * Takes holds, the side of a booking that must never sell a night twice: many in one transaction, each with all of its
 * nights or none. Safe to repeat, also at the same instant: a booking has one hold.
 */
@Injectable()
export class TakeHolds {
  constructor(
    private readonly transactions: HoldTransactions,
    private readonly holds: HoldRepository,
    private readonly holders: HolderRepository,
    private readonly nights: NightRepository,
    private readonly lapsed: LapsedHolds,
    private readonly limits: LimitsOfRoles,
  ) {}

  /** Answers each request in its place. */
  async take(requests: readonly HoldRequest[]): Promise<HoldAnswer[]> {
    const outcomes = await this.transactions.settle<HoldRequest, Granted>(requests, {
      first: 'plain',
      run: (tx, some, mode) => this.run(tx, some, mode),
      again: (some, attempt) => this.lapsed.sweptFor(some, attempt),
      claims: (some) => Promise.resolve(some.map(claimOf)),
    });
    return requests.map((request, index) => {
      const original = requests.find(({ bookingId }) => bookingId === request.bookingId) ?? request;
      return answerOf(request, ofCopy(request, original, outcomes[index] as Granted | Error));
    });
  }

  /** One transaction: looks, judges, and writes in the order in which rows are locked. */
  private async run(tx: Transaction, requests: readonly HoldRequest[], mode: Mode): Promise<Outcome[]> {
    const { verdicts, kept } = await (mode === 'plain' ? this.look(tx, requests) : this.lookUnderLocks(tx, requests));
    const granted = verdicts.filter(isGranted);
    const taken = granted.filter(({ as }) => as !== 'kept').map(({ hold }) => hold);
    const longer = holdsOf(granted, 'kept').filter(({ status }) => status === 'HELD');
    // One statement after the other: what is sent behind one that ends in a deadlock would commit by itself.
    if ((await this.holds.extend(tx, longer)) !== longer.length) throw new Stale();
    if (mode === 'plain') await this.holds.insert(tx, holdsOf(granted, 'new'));
    for (const hold of holdsOf(granted, 'again')) await this.holds.revive(tx, hold);
    if (taken.length > 0) {
      if (!(await this.holders.enter(tx, taken, kept))) throw new Stale();
      const nights = changesOf(taken.map((stay) => ({ stay, effect: TAKEN })));
      if ((await this.nights.change(tx, nights)) !== nights.length) throw new Stale();
    }
    return this.tell(tx, requests, verdicts);
  }

  /** What there is, as nobody is believed to change it until it is written. */
  private async look(tx: Transaction, requests: readonly HoldRequest[]): Promise<Looked> {
    // Known holds are read last: a copy whose hold came in between would find its own rooms taken, or its guest at a limit.
    const [kept, offers, known] = await Promise.all([
      this.holders.findKept(tx, holdersOf(requests)),
      this.nights.findOffers(tx, requests),
      this.holds.find(tx, idsOf(requests)),
    ]);
    const verdicts: (Verdict | typeof AGAIN)[] = judge(requests, { offers, known, kept, limitsOf: this.limitsOf });
    // A lapsed hold that takes its nights again must be locked first; who is short may be so because of it.
    const isAgain = (verdict: Verdict | typeof AGAIN) => isGranted(verdict) && verdict.as === 'again';
    if (!verdicts.some(isAgain)) return { verdicts, kept };
    return {
      verdicts: verdicts.map((verdict) => (isAgain(verdict) || verdict instanceof Short ? AGAIN : verdict)),
      kept,
    };
  }

  /** As `look`, with every row locked before it is judged; new holds are then in already. */
  private async lookUnderLocks(tx: Transaction, requests: readonly HoldRequest[]): Promise<Looked> {
    const known = await this.holds.find(tx, idsOf(requests), 'FOR UPDATE');
    const offers = await this.nights.findOffers(tx, requests);
    const unlimited = {
      offers: offers.map(withoutEnd),
      known,
      kept: new Map<string, Kept>(),
      limitsOf: () => NO_LIMITS,
    };
    const wanted = judge(requests, unlimited).filter(isGranted);
    const inserted = holdsOf(wanted, 'new');
    await this.holds.insert(tx, inserted);
    const taken = wanted.filter(({ as }) => as !== 'kept').map(({ hold }) => hold);
    const holders = holdersOf(taken);
    if (holders.length > 0) await this.holders.insertMissing(tx, holders);
    const kept = await this.holders.findKept(tx, holders, 'FOR UPDATE', idsOf(inserted));
    const left = await this.nights.lock(tx, changesOf(taken.map((stay) => ({ stay, effect: TAKEN }))));
    const exact = offers.map((offer, index) => offer && withRooms(offer, requests[index]?.roomCategoryId ?? 0, left));
    const verdicts = judge(requests, { offers: exact, known, kept, limitsOf: this.limitsOf });
    const stand = new Set(idsOf(verdicts.filter(isGranted).map(({ hold }) => hold)));
    await this.holds.remove(
      tx,
      idsOf(inserted).filter((id) => !stand.has(id)),
    );
    return { verdicts, kept };
  }

  /** What is answered; whoever is short of rooms that lapsed holds keep is to try again without those. */
  private async tell(
    tx: Transaction,
    requests: readonly HoldRequest[],
    verdicts: Looked['verdicts'],
  ): Promise<Outcome[]> {
    const short = requests.filter((_, index) => verdicts[index] instanceof Short);
    const hopeful = short.length > 0 ? await this.hopeful(tx, short) : new Set();
    const strange = requests.filter((_, index) => verdicts[index] === NO_CATEGORY).map(({ hotelId }) => hotelId);
    const hotels = strange.length > 0 ? await this.nights.findHotels(tx, strange) : new Set();
    return verdicts.map((verdict, index) => {
      const request = requests[index] as HoldRequest;
      if (verdict === NO_CATEGORY) return categoryNotFound(hotels.has(request.hotelId));
      if (!(verdict instanceof Short)) return verdict;
      if (hopeful.has(request)) return AGAIN;
      return new Refused(refusalFor({ code: 'sold_out', nights: verdict.nights }));
    });
  }

  /** Of those who are short of rooms, the ones who may get some: from a lapsed hold, or because some are free by now. */
  private async hopeful(tx: Transaction, short: readonly HoldRequest[]): Promise<Set<HoldRequest>> {
    const lapsed = await this.lapsed.inTheWayOf(tx, short);
    // After that one: a hold that was swept in between has lapsed no more, and its nights were read as taken.
    const offers = await this.nights.findOffers(tx, short);
    const isFree = (request: HoldRequest, offer: Offer | undefined) =>
      offer !== undefined && !reasonsAgainst(offer, request).some(({ code }) => code === 'sold_out');
    return new Set(
      short.filter(
        (request, index) => isFree(request, offers[index]) || lapsed.some((hold) => isInTheWay(hold, request)),
      ),
    );
  }

  private readonly limitsOf = ({ holderRole }: HoldRequest): HoldLimits => this.limits.of(holderRole);
}

interface Looked {
  verdicts: (Verdict | typeof AGAIN)[];
  kept: ReadonlyMap<string, Kept>;
}

function holdsOf(granted: readonly Granted[], as: Granted['as']): LiveHold[] {
  const holds = granted.filter((one) => one.as === as).map(({ hold }) => hold);
  return holds.sort((a, b) => (a.bookingId < b.bookingId ? -1 : 1));
}

function idsOf(some: readonly { bookingId: string }[]): string[] {
  return some.map(({ bookingId }) => bookingId);
}

function holdersOf(some: readonly { holder: string }[]): string[] {
  return [...new Set(some.map(({ holder }) => holder))].sort();
}

function claimOf({ bookingId, holder, roomCategoryId: categoryId, ...stay }: HoldRequest): Claim {
  return { bookingId, holder, nights: changesOf([{ stay: { ...stay, categoryId }, effect: TAKEN }]) };
}

function answerOf(request: HoldRequest, outcome: Granted | Error): HoldAnswer {
  if (outcome instanceof Error) return refused(request, outcome);
  return { bookingId: request.bookingId, outcome: 'held', hold: grantedOf(outcome.hold, outcome.offer) };
}
