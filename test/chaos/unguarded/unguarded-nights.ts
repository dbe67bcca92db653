import { Injectable } from '@nestjs/common';
import { numberOfNights, type Stay } from '#contracts';
import type { Transaction } from '#database';
import { NightRepository } from '../../../apps/hotel-inventory/src/night/night.repository.js';
import type { Offer } from '../../../apps/hotel-inventory/src/night/offer.js';
import { isOut } from './guard.js';

/** More than any guest asks for. */
const ROOMS_EVERYWHERE = 1_000;

@Injectable()
export class UnguardedNights extends NightRepository {
  override async findOffer(...args: Parameters<NightRepository['findOffer']>) {
    return asSeen(await super.findOffer(...args));
  }

  override async findOffers(...args: Parameters<NightRepository['findOffers']>) {
    return (await super.findOffers(...args)).map(asSeen);
  }

  override async hold(tx: Transaction, categoryId: number, stay: Stay, rooms: number): Promise<number> {
    const taken = isOut('night-condition')
      ? await this.holdAnyway(tx, categoryId, stay, rooms)
      : await super.hold(tx, categoryId, stay, rooms);
    return isOut('night-count') ? numberOfNights(stay) : taken;
  }

  override async holdAll(tx: Transaction, nights: Parameters<NightRepository['holdAll']>[1]): Promise<number> {
    if (!isOut('night-condition')) {
      const taken = await super.holdAll(tx, nights);
      return isOut('night-count') ? nights.length : taken;
    }
    let taken = 0;
    for (const { categoryId, date, rooms } of nights) {
      const { matched } = await tx.execute(
        'UPDATE CategoryNight SET held = held + ? WHERE categoryId = ? AND date = ?',
        [rooms, categoryId, date],
      );
      taken += matched;
    }
    return isOut('night-count') ? nights.length : taken;
  }

  private async holdAnyway(tx: Transaction, categoryId: number, stay: Stay, rooms: number): Promise<number> {
    const { matched } = await tx.execute(
      'UPDATE CategoryNight SET held = held + ? WHERE categoryId = ? AND date >= ? AND date < ? ORDER BY date',
      [rooms, categoryId, stay.checkInDate, stay.checkOutDate],
    );
    return matched;
  }
}

function asSeen(offer: Offer | undefined): Offer | undefined {
  if (!offer || !isOut('availability-look')) return offer;
  return { ...offer, nights: offer.nights.map((night) => ({ ...night, roomsLeft: ROOMS_EVERYWHERE })) };
}
