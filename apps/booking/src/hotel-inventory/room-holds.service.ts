import { Injectable } from '@nestjs/common';
import { type HoldGranted, NO_SUCH_CATEGORY, refusalFor, type Stay } from '#contracts';
import { LockService } from '#locking';
import { Refused } from '#platform';
import { BookingEnv } from '../env.js';
import { bookingTimes, leaseSeconds } from './deadlines.js';
import { HotelInventoryClient } from './hotel-inventory.client.js';

/**
 * The lock outlives a process that dies with it by `ttlMs`. A turn takes some milliseconds: `waitMs` is for hundreds of
 * guests in line for one category; who waits longer goes on without the lock.
 */
const LOCK = { ttlMs: 5_000, waitMs: 3_000 };

export interface RoomsWanted extends Stay {
  hotelId: number;
  roomCategoryId: number;
  rooms: number;
  totalGuests: number;
  bookingAmount?: number | undefined;
}

/** Rooms held at hotel-inventory, and when the booking that stands on them begins and ends. */
export type HeldRooms = HoldGranted & { createdAt: Date; expiresAt: Date };

/** Gets the rooms for a booking: asks, waits its turn, holds. */
@Injectable()
export class RoomHolds {
  constructor(
    private readonly inventory: HotelInventoryClient,
    private readonly locks: LockService,
    private readonly env: BookingEnv,
  ) {}

  /** Holds the rooms under the booking's id; may be repeated. Throws what stands in the way. */
  async take(bookingId: string, wanted: RoomsWanted): Promise<HeldRooms> {
    await this.assertAvailable(bookingId, wanted);
    // For calm only: contenders for one category go one after the other. The hold's condition is what is relied on.
    const hold = await this.locks.withLock(`category:${wanted.roomCategoryId}`, LOCK, () =>
      this.inventory.hold(bookingId, this.holdRequest(wanted)),
    );
    return { ...hold, ...bookingTimes(new Date(hold.deadline), this.env.HOLD_SECONDS) };
  }

  /** Spares the lock and the hold where there is nothing to be had; only the hold decides. */
  private async assertAvailable(bookingId: string, wanted: RoomsWanted): Promise<void> {
    const availability = await this.inventory.availability({ bookingId, ...wanted });
    if (availability.hotelId !== wanted.hotelId) throw new Refused(NO_SUCH_CATEGORY);
    const [reason] = availability.reasons;
    if (reason) throw new Refused(refusalFor(reason));
  }

  private holdRequest({ bookingAmount, ...wanted }: RoomsWanted) {
    const { hotelId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests } = wanted;
    return {
      ...{ hotelId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests },
      holdSeconds: leaseSeconds(this.env.HOLD_SECONDS),
      ...(bookingAmount === undefined ? {} : { expectedAmount: bookingAmount }),
    };
  }
}
