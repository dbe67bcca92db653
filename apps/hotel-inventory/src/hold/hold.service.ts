import { Injectable } from '@nestjs/common';
import { type HoldGranted, type HoldRequest, nightsOf, numberOfNights, refusalFor } from '#contracts';
import { Database, isDuplicateKey, type Transaction } from '#database';
import { type DomainError, Refused } from '#platform';
import { NightRepository } from '../night/night.repository.js';
import { categoryNotFound } from '../night/night.errors.js';
import { type Offer, reasonsAgainst } from '../night/offer.js';
import { type Hold, isSameHold, isTombstone } from './hold.js';
import { HoldGone, HoldMismatch } from './hold.errors.js';
import { assertExpected, grantedOf, newHold, priceOf } from './hold-terms.js';
import { HoldRepository } from './hold.repository.js';
import { HoldSweep } from './hold-sweep.service.js';
import { Holders } from './holders.service.js';

/** Thrown inside a transaction to roll it back when some nights had no room. */
class NightsShort extends Error {}

/** Takes and extends holds: the side of a booking that must never sell a night twice. */
@Injectable()
export class HoldService {
  constructor(
    private readonly database: Database,
    private readonly holds: HoldRepository,
    private readonly nights: NightRepository,
    private readonly sweeping: HoldSweep,
    private readonly holders: Holders,
  ) {}

  /**
   * Holds the nights for the booking, or answers from the hold it has. Safe to repeat, also at the same instant. Counts
   * against what `holder` may keep; a repeat neither counts nor is refused for it.
   */
  async take(bookingId: string, holder: string | null, request: HoldRequest): Promise<HoldGranted> {
    const [offer, tooMuch] = await Promise.all([
      this.nights.findOffer(request.roomCategoryId, request, bookingId),
      this.holders.meet(holder),
    ]);
    if (!offer || offer.hotelId !== request.hotelId)
      throw categoryNotFound(await this.nights.hotelExists(request.hotelId));
    const refusal = this.refusalBeforeTaking(offer, request) ?? tooMuch;
    if (refusal) return this.answerExisting(bookingId, holder, request, offer, () => refusal);
    try {
      return await this.withSweep(request, () => this.insertHold(bookingId, holder, request, offer));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return this.answerExisting(bookingId, holder, request, offer, () => error);
    }
  }

  /** Takes the nights; when some are short, first takes back those whose lease has ended. */
  private async withSweep(request: HoldRequest, take: () => Promise<HoldGranted>): Promise<HoldGranted> {
    try {
      return await take();
    } catch (error) {
      if (!(error instanceof NightsShort)) throw error;
    }
    await this.sweeping.sweepStay(request.roomCategoryId, request);
    try {
      return await take();
    } catch (error) {
      throw error instanceof NightsShort ? await this.soldOut(request) : error;
    }
  }

  /**
   * One transaction: the hold row first (copies of a request queue on its key), then its holder's counter, then the
   * nights in date order.
   */
  private async insertHold(
    bookingId: string,
    holder: string | null,
    request: HoldRequest,
    offer: Offer,
  ): Promise<HoldGranted> {
    const hold = newHold(bookingId, holder, request, offer);
    await this.database.transaction(async (tx) => {
      await this.holds.insert(tx, [hold]);
      await this.holders.enter(tx, holder);
      await this.takeNights(tx, hold);
    });
    return grantedOf(hold, offer);
  }

  private async takeNights(tx: Transaction, hold: Pick<Hold, 'categoryId' | 'checkInDate' | 'checkOutDate' | 'rooms'>) {
    const taken = await this.nights.hold(tx, hold.categoryId, hold, hold.rooms);
    if (taken !== numberOfNights(hold)) throw new NightsShort();
  }

  private async answerExisting(
    bookingId: string,
    holder: string | null,
    request: HoldRequest,
    offer: Offer,
    refusal: () => unknown,
  ): Promise<HoldGranted> {
    return this.withSweep(request, () =>
      this.database.transaction(async (tx) => {
        const hold = await this.holds.lock(tx, bookingId);
        if (!hold) throw refusal();
        if (isTombstone(hold) || hold.status === 'RELEASED') throw new HoldGone();
        if (!isSameHold(hold, request)) throw new HoldMismatch();
        if (hold.status === 'LAPSED') await this.retake(tx, { ...hold, holder: hold.holder ?? holder }, request, offer);
        else await this.keep(tx, hold, request, offer);
        return this.granted(tx, bookingId, offer);
      }),
    );
  }

  private async retake(tx: Transaction, hold: Hold, request: HoldRequest, offer: Offer): Promise<void> {
    const refusal = this.refusalBeforeTaking(offer, request);
    if (refusal) throw refusal;
    const priced = priceOf(offer, request);
    await this.holders.enter(tx, hold.holder);
    await this.takeNights(tx, hold);
    await this.holds.revive(tx, { ...hold, ...priced }, request.holdSeconds);
  }

  private async keep(tx: Transaction, hold: Hold, request: HoldRequest, offer: Offer): Promise<void> {
    assertExpected(request, hold.amount, offer.currency);
    if (hold.status === 'HELD') await this.holds.extend(tx, hold.bookingId, request.holdSeconds);
  }

  private async granted(tx: Transaction, bookingId: string, offer: Offer): Promise<HoldGranted> {
    const hold = await this.holds.lock(tx, bookingId);
    if (!hold || isTombstone(hold) || (hold.status !== 'HELD' && hold.status !== 'CONFIRMED')) throw new HoldGone();
    return grantedOf({ ...hold, status: hold.status }, offer);
  }

  /** What a read can tell: it was so at that instant, with lapsed holds counted as free. */
  private refusalBeforeTaking(offer: Offer, request: HoldRequest): DomainError | undefined {
    const [reason] = reasonsAgainst(offer, request);
    return reason ? new Refused(refusalFor(reason)) : this.holders.refusalOfSize(request);
  }

  /** Which nights are short is asked again: the answer should be of the moment of the refusal. */
  private async soldOut(request: HoldRequest): Promise<Refused> {
    const offer = await this.nights.findOffer(request.roomCategoryId, request);
    const short = offer?.nights.filter((night) => night.roomsLeft < request.rooms).map((night) => night.date) ?? [];
    // The room may have come free this instant; the nights asked for are then the honest answer.
    return new Refused(refusalFor({ code: 'sold_out', nights: short.length > 0 ? short : nightsOf(request) }));
  }
}
