import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';

@Injectable()
export class RetentionRepository {
  /** Deletes at most `limit` holds that came to this end more than `keptSeconds` before `now`; answers how many. */
  async deleteEndedHolds(
    tx: Transaction,
    status: 'RELEASED' | 'LAPSED',
    keptSeconds: number,
    limit: number,
    now: Date | null,
  ): Promise<number> {
    const { matched } = await tx.execute(
      `DELETE FROM Hold
       WHERE status = ? AND changedAt < COALESCE(?, UTC_TIMESTAMP(3)) - INTERVAL ? SECOND
       ORDER BY changedAt LIMIT ?`,
      [status, now, keptSeconds, limit],
    );
    return matched;
  }
}
