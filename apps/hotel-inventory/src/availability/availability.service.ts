import { Injectable } from '@nestjs/common';
import type { Availability } from '#contracts';
import type { Caller } from '#platform';
import { RoomCategoryNotFound } from '../night/night.errors.js';
import { NightRepository } from '../night/night.repository.js';
import { availabilityOf, type Wish } from '../night/offer.js';

@Injectable()
export class AvailabilityService {
  constructor(private readonly nights: NightRepository) {}

  /** A plain read, without locks: the hold decides. Only a service may name a booking whose hold counts as free. */
  async find(
    wish: Wish & { roomCategoryId: number; bookingId?: string | undefined },
    caller: Caller | undefined,
  ): Promise<Availability> {
    const own = caller?.role === 'service' ? wish.bookingId?.toLowerCase() : undefined;
    const offer = await this.nights.findOffer(wish.roomCategoryId, wish, own);
    if (!offer) throw new RoomCategoryNotFound();
    return availabilityOf(offer, wish);
  }
}
