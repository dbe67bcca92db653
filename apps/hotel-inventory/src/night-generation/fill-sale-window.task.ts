import { Injectable, Logger } from '@nestjs/common';
import { Cron, Timeout } from '@nestjs/schedule';
import { LockService } from '#locking';
import { TaskMetrics } from '#platform';
import { SaleWindow } from './sale-window.service.js';

/** It is midnight somewhere at every full hour, and at some quarters of it. */
const JUST_AFTER_EVERY_QUARTER = '5 0,15,30,45 * * * *';
/** By then the connections stand. */
const AFTER_START_MS = 1_000;
/** Longer than a run should take; a replica that dies with the lock delays the others by no more than this. */
const LOCK_MS = 60_000;

/** Moves the sale window on as each hotel's day begins. In one replica at a time; correct in many. */
@Injectable()
export class FillSaleWindowTask {
  private readonly logger = new Logger(FillSaleWindowTask.name);

  constructor(
    private readonly locks: LockService,
    private readonly saleWindow: SaleWindow,
    private readonly tasks: TaskMetrics,
  ) {}

  /** A system that was down for days should not wait for the next quarter. */
  @Timeout(AFTER_START_MS)
  async runAtStart(): Promise<void> {
    await this.run();
  }

  @Cron(JUST_AFTER_EVERY_QUARTER, { waitForCompletion: true })
  async run(): Promise<void> {
    try {
      await this.fill();
    } catch (error) {
      this.logger.error(error);
    }
  }

  async fill(now?: Date): Promise<void> {
    await this.locks.runExclusively('task:fill-sale-window', LOCK_MS, async () => {
      const filled = await this.tasks.run('fill-sale-window', () => this.saleWindow.fillAll(now));
      if (filled > 0) this.logger.log({ msg: 'sale windows to be filled', categories: filled });
    });
  }
}
