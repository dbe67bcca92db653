import { Injectable } from '@nestjs/common';
import { numberOfNights } from '#contracts';
import { Database, type Transaction } from '#database';
import { NightRepository } from '../night/night.repository.js';
import { type Hold, isTombstone } from './hold.js';
import { HoldGone } from './hold.errors.js';
import { HoldRepository } from './hold.repository.js';
import { Holders } from './holders.service.js';
import { assignRooms } from './room-assignment.js';
import { RoomNightRepository } from './room-night.repository.js';

/** Ends a hold: by a confirmation, which sells its nights, or by a release, which frees them. Both safe to repeat. */
@Injectable()
export class HoldSettlement {
  constructor(
    private readonly database: Database,
    private readonly holds: HoldRepository,
    private readonly nights: NightRepository,
    private readonly roomNights: RoomNightRepository,
    private readonly holders: Holders,
  ) {}

  /**
   * Sells the held nights and gives the booking its rooms. Whether it is in time was judged by booking. That a hold is
   * gone is final, so only the locking read may say it: it waits for who is about to commit, on a cluster too.
   */
  async confirm(bookingId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const hold = await this.holds.lock(tx, bookingId);
      if (!hold || isTombstone(hold)) throw new HoldGone();
      if (hold.status === 'CONFIRMED') return;
      if (hold.status !== 'HELD') throw new HoldGone();
      await this.holders.leave(tx, hold.holder, 'confirmed');
      assertAllNights(hold, await this.nights.sellHeld(tx, hold.categoryId, hold, hold.rooms));
      // Only now, with the night rows locked, nobody else can be choosing rooms on these nights.
      await this.roomNights.insert(tx, bookingId, await this.chooseRooms(tx, hold));
      await this.holds.setStatus(tx, hold, 'CONFIRMED');
    });
  }

  /** Frees what the hold keeps and ends it for good: a hold request that comes later takes nothing. */
  async release(bookingId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const hold = await this.holds.lock(tx, bookingId);
      if (!hold) {
        if (await this.holds.insertTombstone(tx, bookingId)) return;
        // A hold came in between: release that one.
        return this.free(tx, await this.holds.lock(tx, bookingId));
      }
      return this.free(tx, hold);
    });
  }

  private async free(tx: Transaction, hold: Awaited<ReturnType<HoldRepository['lock']>>): Promise<void> {
    if (!hold || isTombstone(hold) || hold.status === 'RELEASED') return;
    if (hold.status === 'HELD') {
      await this.holders.leave(tx, hold.holder, 'abandoned');
      assertAllNights(hold, await this.nights.freeHeld(tx, hold.categoryId, hold, hold.rooms));
    }
    if (hold.status === 'CONFIRMED') {
      assertAllNights(hold, await this.nights.freeSold(tx, hold.categoryId, hold, hold.rooms));
      await this.roomNights.remove(tx, hold.bookingId);
    }
    await this.holds.setStatus(tx, hold, 'RELEASED');
  }

  private async chooseRooms(tx: Transaction, hold: Hold) {
    const throughout = await this.roomNights.findFreeThroughout(tx, hold.categoryId, hold, hold.rooms);
    if (throughout.length === hold.rooms) {
      return throughout.flatMap((roomId) => hold.nights.map(({ date }) => ({ roomId, date })));
    }
    return assignRooms(await this.roomNights.findFreeByNight(tx, hold.categoryId, hold), hold.rooms);
  }
}

function assertAllNights(hold: Hold, changed: number): void {
  if (changed !== numberOfNights(hold)) throw new Error(`hold ${hold.bookingId}: its nights do not keep its rooms`);
}
