import { Injectable } from '@nestjs/common';
import { Batches } from '#batching';
import { type HoldGranted, type HoldRequest, MAX_HOLDS_TOGETHER, type NamedHoldRequest, type Stay } from '#contracts';
import { LockService } from '#locking';
import { DomainError } from '#platform';
import { BookingEnv } from '../env.js';
import { bookingTimes, leaseSeconds } from './deadlines.js';
import { HotelInventoryClient, type InventoryCaller } from './hotel-inventory.client.js';

/** All calls of one create to a hotel-inventory that is crowded. One that is away ends them sooner: see the client. */
const BUDGET_MS = 5_000;
/** What a call for holds may take of it. Whoever comes while one is under way waits for it, and has the rest for theirs. */
const HOLD_WITHIN_MS = 2_500;

/** All calls of one confirm: within the time that the expiry leaves to one that was in time (`CONFIRM_BUDGET_S`). */
const SELL_BUDGET_MS = 4_500;
/** Of it, the call for many. Whoever comes while one is under way waits for it and for their own. */
const SELL_WITHIN_MS = 2_000;

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

/**
 * Gets, sells and frees the rooms of bookings: together with all others of the same instant, or alone where that cannot
 * be.
 */
@Injectable()
export class RoomHolds {
  private readonly together = new Batches(
    (requests: readonly NamedHoldRequest[]) => this.inventory.holdTogether(requests, HOLD_WITHIN_MS),
    MAX_HOLDS_TOGETHER,
  );
  private readonly selling = new Batches(
    (ids: readonly string[]) => this.inventory.confirmTogether(ids, SELL_WITHIN_MS),
    MAX_HOLDS_TOGETHER,
  );
  /** Whom a task keeps waiting must not wait for guests, nor guests for a task. */
  private readonly freeing = { guest: this.batchesOfReleases('guest'), task: this.batchesOfReleases('task') };

  constructor(
    private readonly inventory: HotelInventoryClient,
    private readonly locks: LockService,
    private readonly env: BookingEnv,
  ) {}

  /** Holds the rooms for the user under the booking's id; may be repeated. Throws what stands in the way. */
  async take(bookingId: string, userId: string, wanted: RoomsWanted): Promise<HeldRooms> {
    const endsAt = performance.now() + BUDGET_MS;
    const request = this.holdRequest(wanted);
    const hold =
      (await this.together.add({ bookingId, holder: userId, ...request })) ??
      (await this.inTurn(bookingId, userId, request, endsAt));
    return { ...hold, ...bookingTimes(new Date(hold.deadline), this.env.HOLD_SECONDS) };
  }

  /** Sells the held rooms; answers whether they are sold. If not, they are no longer held for the booking. */
  async sell(bookingId: string): Promise<boolean> {
    const endsAt = performance.now() + SELL_BUDGET_MS;
    const outcome = await this.selling.add(bookingId);
    if (outcome !== 'alone') return outcome === 'confirmed';
    try {
      await this.inventory.confirmHold(bookingId, Math.max(0, endsAt - performance.now()));
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'booking_expired') return false;
      throw error;
    }
  }

  /** Frees the rooms, held or sold, for good. */
  async free(bookingId: string, caller: InventoryCaller): Promise<void> {
    const outcome = await this.freeing[caller].add(bookingId);
    if (outcome === 'alone') await this.inventory.releaseHold(bookingId, caller);
  }

  private batchesOfReleases(caller: InventoryCaller) {
    const work = (ids: readonly string[]) => this.inventory.releaseTogether(ids, caller);
    return new Batches(work, MAX_HOLDS_TOGETHER);
  }

  /** For calm only: contenders for one category go one after the other. The hold's condition is what is relied on. */
  private inTurn(bookingId: string, userId: string, request: HoldRequest, endsAt: number): Promise<HoldGranted> {
    const left = () => Math.max(0, endsAt - performance.now());
    const times = { ttlMs: LOCK_TTL_MS, waitMs: Math.max(0, left() - HOLD_WITHIN_MS) };
    return this.locks.withLock(`category:${request.roomCategoryId}`, times, () =>
      this.inventory.hold(bookingId, userId, request, left()),
    );
  }

  private holdRequest({ bookingAmount, ...wanted }: RoomsWanted): HoldRequest {
    const { hotelId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests } = wanted;
    return {
      ...{ hotelId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests },
      holdSeconds: leaseSeconds(this.env.HOLD_SECONDS),
      ...(bookingAmount === undefined ? {} : { expectedAmount: bookingAmount }),
    };
  }
}
