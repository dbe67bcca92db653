import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#database';
import { HolderRepository } from './holder.repository.js';

/** Holders looked at in one statement. */
const BATCH = 500;

/**
 * Sets counters right that went wrong, and forgets holders of whom nothing is to be remembered. Counters go wrong where
 * a replica of the version before ends a hold, or takes a lapsed one again: it knows of holds and not of holders.
 */
@Injectable()
export class HolderRecount {
  private readonly logger = new Logger(HolderRecount.name);

  constructor(
    private readonly database: Database,
    private readonly holders: HolderRepository,
  ) {}

  /** Looks at every holder; answers how many counters were wrong. */
  async recount(): Promise<number> {
    let wrong = await this.countUncounted();
    for (let after: string | undefined = ''; after !== undefined;) {
      const page = await this.holders.findCounted(after, BATCH);
      after = page.length === BATCH ? page.at(-1)?.holderId : undefined;
      const off = page.filter(({ live, held }) => live !== held).map(({ holderId }) => holderId);
      // One holder in a transaction: whoever takes a hold for another one need not wait.
      for (const holderId of off) await this.database.transaction((tx) => this.holders.recount(tx, holderId));
      const idle = page.filter(({ idle, held }) => idle && held === 0).map(({ holderId }) => holderId);
      if (idle.length > 0) await this.database.transaction((tx) => this.holders.deleteIdle(tx, idle));
      wrong += off.length;
    }
    if (wrong > 0) this.logger.warn({ msg: 'counters of holders were wrong and are set right', holders: wrong });
    return wrong;
  }

  private async countUncounted(): Promise<number> {
    const uncounted = await this.holders.findUncounted(BATCH);
    for (const holderId of uncounted) {
      await this.database.transaction(async (tx) => {
        await this.holders.insertMissing(tx, holderId);
        await this.holders.recount(tx, holderId);
      });
    }
    return uncounted.length;
  }
}
