import { Injectable } from '@nestjs/common';
import { type HoldGranted, NO_SUCH_CATEGORY, refusalFor, type Stay } from '#contracts';
import { LockService } from '#locking';
import { Refused } from '#platform';
import { BookingEnv } from '../env.js';
import { bookingTimes, leaseSeconds } from './deadlines.js';
import { HotelInventoryClient } from './hotel-inventory.client.js';

/** All calls of one create to a hotel-inventory that is crowded. One that is away ends them sooner: see the client. */
const BUDGET_MS = 5_000;
/** A question that takes longer would not leave the hold its time. */
const ASK_WITHIN_MS = 2_000;
/** What is kept of the budget for the hold. The wait for the lock gets what is left over, then it is done without. */
const HOLD_NEEDS_MS = 2_500;

/** How long the lock outlives a process that dies with it. A turn takes some milliseconds. */
const LOCK_TTL_MS = 5_000;

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

  /** Holds the rooms for the user under the booking's id; may be repeated. Throws what stands in the way. */
  async take(bookingId: string, userId: string, wanted: RoomsWanted): Promise<HeldRooms> {
    const endsAt = performance.now() + BUDGET_MS;
    const left = () => Math.max(0, endsAt - performance.now());
    await this.assertAvailable(bookingId, wanted);
    // For calm only: contenders for one category go one after the other. The hold's condition is what is relied on.
    const times = { ttlMs: LOCK_TTL_MS, waitMs: Math.max(0, left() - HOLD_NEEDS_MS) };
    const hold = await this.locks.withLock(`category:${wanted.roomCategoryId}`, times, () =>
      this.inventory.hold(bookingId, userId, this.holdRequest(wanted), left()),
    );
    return { ...hold, ...bookingTimes(new Date(hold.deadline), this.env.HOLD_SECONDS) };
  }

  /** Spares the lock and the hold where there is nothing to be had; only the hold decides. */
  private async assertAvailable(bookingId: string, wanted: RoomsWanted): Promise<void> {
    const availability = await this.inventory.availability({ bookingId, ...wanted }, ASK_WITHIN_MS);
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
