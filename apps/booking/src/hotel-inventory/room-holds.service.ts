import { Injectable } from '@nestjs/common';
import { Batches, Lanes } from '#batching';
import {
  type HoldGranted,
  type HoldNamed,
  type HolderRole,
  type HoldRequest,
  MAX_HOLDS_TOGETHER,
  type Stay,
} from '#contracts';
import { currentRequestId } from '#platform';
import { BookingEnv } from '../env.js';
import { bookingTimes, leaseSeconds } from './deadlines.js';
import { HotelInventoryClient } from './hotel-inventory.client.js';
import { Contended } from './inventory-refusal.js';

/** What a call for many may take; whoever comes while one is under way waits for it and for their own. */
const HOLD_WITHIN_MS = 2_500;
/** Twice that must end within the time that the expiry leaves to a confirm that was in time (`CONFIRM_BUDGET_S`). */
const SELL_WITHIN_MS = 2_250;

/** Who books. */
export interface Holder {
  userId: string;
  role: HolderRole;
}

export interface RoomsWanted extends Stay {
  hotelId: number;
  roomCategoryId: number;
  rooms: number;
  totalGuests: number;
  bookingAmount?: number | undefined;
}

/** Rooms held at hotel-inventory, and when the booking that stands on them begins and ends. */
export type HeldRooms = HoldGranted & { createdAt: Date; expiresAt: Date };

interface Sale {
  named: HoldNamed;
  roomCategoryId: number;
}

/**
 * Gets, sells and frees the rooms of bookings, together with all others of the same instant. A category whose nights
 * somebody keeps locked is asked about by itself, so that nobody else waits for it.
 */
@Injectable()
export class RoomHolds {
  private readonly taking = new Lanes(
    (requests: readonly HoldRequest[]) => this.inventory.hold(requests, HOLD_WITHIN_MS),
    MAX_HOLDS_TOGETHER,
    ({ roomCategoryId }) => String(roomCategoryId),
    isContended,
  );
  private readonly selling = new Lanes(
    (sales: readonly Sale[]) =>
      this.inventory.confirm(
        sales.map(({ named }) => named),
        SELL_WITHIN_MS,
      ),
    MAX_HOLDS_TOGETHER,
    ({ roomCategoryId }) => String(roomCategoryId),
    isContended,
  );
  /** Tasks do not wait for guests, nor guests for tasks. */
  private readonly freeing = { guest: this.releases('guest'), task: this.releases('task') };

  constructor(
    private readonly inventory: HotelInventoryClient,
    private readonly env: BookingEnv,
  ) {}

  /** Holds the rooms under the booking's id; may be repeated. Throws what stands in the way. */
  async take(bookingId: string, { userId, role }: Holder, wanted: RoomsWanted): Promise<HeldRooms> {
    const { hotelId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests, bookingAmount } = wanted;
    const hold = await this.taking.add({
      ...{ bookingId, holder: userId, holderRole: role, requestId: currentRequestId() },
      ...{ hotelId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests },
      holdSeconds: leaseSeconds(this.env.HOLD_SECONDS),
      ...(bookingAmount === undefined ? {} : { expectedAmount: bookingAmount }),
    });
    return { ...hold, ...bookingTimes(new Date(hold.deadline), this.env.HOLD_SECONDS) };
  }

  /** Sells the held rooms; answers whether they are sold. If not, they are no longer held for the booking. */
  async sell(bookingId: string, roomCategoryId: number): Promise<boolean> {
    const named = { bookingId, requestId: currentRequestId() };
    return (await this.selling.add({ named, roomCategoryId })) === 'confirmed';
  }

  /** Frees the rooms, held or sold, for good. */
  async free(bookingId: string, caller: 'guest' | 'task'): Promise<void> {
    await this.freeing[caller].add({ bookingId, requestId: currentRequestId() });
  }

  private releases(caller: 'guest' | 'task') {
    const work = (named: readonly HoldNamed[]) => this.inventory.release(named, caller);
    return new Batches(work, MAX_HOLDS_TOGETHER);
  }
}

function isContended(error: unknown): boolean {
  return error instanceof Contended;
}
