import { Injectable, Logger } from '@nestjs/common';
import { Metrics } from '#platform';
import { HotelInventoryClient } from '../hotel-inventory/hotel-inventory.client.js';
import { RoomHolds } from '../hotel-inventory/room-holds.service.js';
import { sourcesOf } from './booking.js';
import { BookingRepository } from './booking.repository.js';

/** From these a confirm may still come, or has: their holds are left alone. */
const MAY_KEEP_ROOMS = new Set(['CONFIRMED', ...sourcesOf('CONFIRMED')]);

/**
 * Frees CONFIRMED holds without a booking that is CONFIRMED or may still become so: what a confirm left that died
 * between its steps and whose release got lost. A PENDING booking's own confirm or expiry settles it.
 */
@Injectable()
export class ReconcileHolds {
  private readonly logger = new Logger(ReconcileHolds.name);
  private readonly strays;
  private cursor: string | undefined;

  constructor(
    private readonly inventory: HotelInventoryClient,
    private readonly roomHolds: RoomHolds,
    private readonly bookings: BookingRepository,
    metrics: Metrics,
  ) {
    this.strays = metrics.counter(
      'staylock_stray_holds_freed_total',
      'Confirmed holds that no booking stood on, found by the reconciliation',
    );
  }

  /** Looks through the holds confirmed since the last run; answers how many were freed. */
  async reconcile(): Promise<number> {
    let freed = 0;
    let page;
    do {
      page = await this.inventory.confirmedHolds(this.cursor);
      freed += await this.freeStray(page.holds.map((hold) => hold.bookingId));
      this.cursor = page.nextCursor ?? this.cursor;
    } while (page.holds.length > 0);
    return freed;
  }

  private async freeStray(holdIds: string[]): Promise<number> {
    const bookings = await this.bookings.findMany(holdIds);
    const kept = new Set(bookings.filter((b) => MAY_KEEP_ROOMS.has(b.status)).map((b) => b.id));
    const stray = holdIds.filter((id) => !kept.has(id));
    for (const bookingId of stray) {
      this.logger.warn({ msg: 'freeing a confirmed hold that no booking stands on', bookingId });
      await this.roomHolds.free(bookingId, 'task');
      this.strays.inc();
    }
    return stray.length;
  }
}
