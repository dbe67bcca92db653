import { Injectable, Logger } from '@nestjs/common';
import { numberOfNights, type Stay } from '#contracts';
import { Database } from '#database';
import { NightRepository } from '../night/night.repository.js';
import { HoldMetrics } from './hold.metrics.js';
import { HoldRepository } from './hold.repository.js';
import { Holders } from './holders.service.js';

/** Holds swept in one go; each in its own transaction, since many in one deadlock with confirms. */
const BATCH = 100;

/** Takes back the nights of holds whose lease has ended, whether or not the booking app is there. */
@Injectable()
export class HoldSweep {
  private readonly logger = new Logger(HoldSweep.name);

  constructor(
    private readonly database: Database,
    private readonly holds: HoldRepository,
    private readonly nights: NightRepository,
    private readonly holders: Holders,
    private readonly metrics: HoldMetrics,
  ) {}

  /** Sweeps everything that has lapsed by `now` (the database's clock when undefined); answers how many holds. */
  async sweep(now?: Date): Promise<number> {
    let swept = 0;
    let failed = 0;
    for (;;) {
      // What could not be swept stays the oldest: it is passed over, so that nothing behind it has to wait for it.
      const batch = await this.holds.findLapsed(BATCH, failed, now);
      for (const bookingId of batch) {
        try {
          if (await this.lapse(bookingId, now)) swept++;
        } catch (error) {
          failed++;
          this.logger.error(error);
        }
      }
      if (batch.length < BATCH) return swept;
    }
  }

  /** Sweeps what keeps nights of a stay, waiting for locks: skipping locked holds would say "sold out" falsely. */
  async sweepStay(categoryId: number, stay: Stay): Promise<void> {
    for (const bookingId of await this.holds.findLapsedOn(categoryId, stay)) await this.lapse(bookingId);
  }

  private async lapse(bookingId: string, now?: Date): Promise<boolean> {
    const lapsed = await this.database.transaction(async (tx) => {
      const hold = await this.holds.lockLapsed(tx, bookingId, now);
      if (!hold) return false;
      await this.holders.leave(tx, hold.holder, 'abandoned');
      const freed = await this.nights.freeHeld(tx, hold.categoryId, hold, hold.rooms);
      if (freed !== numberOfNights(hold)) throw new Error(`hold ${bookingId}: its nights do not hold its rooms`);
      await this.holds.setStatus(tx, hold, 'LAPSED');
      return true;
    });
    if (lapsed) this.metrics.lapsed();
    return lapsed;
  }
}
