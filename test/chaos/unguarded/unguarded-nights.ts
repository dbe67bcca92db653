import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { NightRepository } from '../../../apps/hotel-inventory/src/night/night.repository.js';
import type { NightChange } from '../../../apps/hotel-inventory/src/night/offer.js';
import { isOut } from './guard.js';

/** More than any guest asks for. */
const ROOMS_EVERYWHERE = 1_000;

@Injectable()
export class UnguardedNights extends NightRepository {
  override async findOffers(...args: Parameters<NightRepository['findOffers']>) {
    const offers = await super.findOffers(...args);
    if (!isOut('availability-look')) return offers;
    return offers.map((offer) => offer && { ...offer, nights: offer.nights.map(asFree) });
  }

  override async lock(...args: Parameters<NightRepository['lock']>): Promise<Map<string, number>> {
    const left = await super.lock(...args);
    return isOut('availability-look') ? new Map([...left.keys()].map((night) => [night, ROOMS_EVERYWHERE])) : left;
  }

  override async change(tx: Transaction, nights: readonly NightChange[]): Promise<number> {
    // What is sold and what is given back goes through here as well, and has guards of its own.
    if (!nights.every(({ held }) => held > 0)) return super.change(tx, nights);
    const taken = isOut('night-condition') ? await this.takeAnyway(tx, nights) : await super.change(tx, nights);
    return isOut('night-count') ? nights.length : taken;
  }

  private async takeAnyway(tx: Transaction, nights: readonly NightChange[]): Promise<number> {
    let taken = 0;
    for (const { categoryId, date, held } of nights) {
      const sql = 'UPDATE CategoryNight SET held = held + ? WHERE categoryId = ? AND date = ?';
      taken += (await tx.execute(sql, [held, categoryId, date])).matched;
    }
    return taken;
  }
}

function asFree<Night extends { roomsLeft: number }>(night: Night): Night {
  return { ...night, roomsLeft: ROOMS_EVERYWHERE };
}
