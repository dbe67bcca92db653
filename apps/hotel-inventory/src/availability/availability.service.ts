import { Injectable } from '@nestjs/common';
import { Batches } from '#batching';
import {
  type Availability,
  type AvailabilityAnswer,
  type CategoryAvailability,
  MAX_STAYS_TOGETHER,
  type StayWanted,
} from '#contracts';
import { type Caller, currentRequestId, problemOf } from '#platform';
import { HotelNotFound } from '../hotel/hotel.errors.js';
import { RoomCategoryNotFound } from '../night/night.errors.js';
import { type ExactAsk, NightRepository } from '../night/night.repository.js';
import { availabilityOf, type Offer, type Wish } from '../night/offer.js';
import { AvailabilityRepository } from './availability.repository.js';

/**
 * Plain reads, without locks: the hold decides. What is asked in one instant is read with one statement, and nothing is
 * kept: an answer is as things stood when it was read.
 */
@Injectable()
export class AvailabilityService {
  private readonly asking = new Batches<ExactAsk, Offer | undefined>(
    (asked) => this.nights.findExactOffers(asked),
    MAX_STAYS_TOGETHER,
  );

  constructor(
    private readonly nights: NightRepository,
    private readonly categories: AvailabilityRepository,
  ) {}

  /** Only a service may name a booking whose hold counts as free. */
  async find(wanted: StayWanted, caller: Caller | undefined): Promise<Availability> {
    const { roomCategoryId, checkInDate, checkOutDate, bookingId } = wanted;
    const ownBookingId = caller?.role === 'service' ? bookingId?.toLowerCase() : undefined;
    const offer = await this.asking.add({ roomCategoryId, checkInDate, checkOutDate, ownBookingId });
    if (!offer) throw new RoomCategoryNotFound();
    return availabilityOf(offer, wanted);
  }

  /** Each stay in its place; one of a category that does not exist is refused by itself. */
  findAll(stays: readonly StayWanted[], caller: Caller): Promise<AvailabilityAnswer[]> {
    return Promise.all(
      stays.map(async (stay): Promise<AvailabilityAnswer> => {
        try {
          return { outcome: 'found', availability: await this.find(stay, caller) };
        } catch (error) {
          if (!(error instanceof RoomCategoryNotFound)) throw error;
          return { outcome: 'refused', problem: { ...problemOf(error, currentRequestId()) } };
        }
      }),
    );
  }

  /** Every category of the hotel for one stay. */
  async ofHotel(hotelId: number, wish: Wish): Promise<CategoryAvailability[]> {
    const categories = await this.categories.findCategories(hotelId);
    if (!categories) throw new HotelNotFound();
    const found = await Promise.all(
      categories.map(async (category): Promise<CategoryAvailability[]> => {
        const offer = await this.asking.add({ roomCategoryId: category.roomCategoryId, ...datesOf(wish) });
        // Removed a moment ago.
        return offer ? [{ ...category, ...availabilityOf(offer, wish) }] : [];
      }),
    );
    return found.flat();
  }
}

function datesOf({ checkInDate, checkOutDate }: Wish) {
  return { checkInDate, checkOutDate };
}
