import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { ABANDONED_WINDOW_S } from '../hold/holder.js';

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

  /** Deletes at most `limit` generations that were done more than a week before `now`; answers how many. */
  async deleteDoneGenerations(tx: Transaction, limit: number, now: Date | null): Promise<number> {
    const { matched } = await tx.execute(
      `DELETE FROM NightGeneration
       WHERE state = 'DONE' AND updatedAt < COALESCE(?, UTC_TIMESTAMP(3)) - INTERVAL 7 DAY
       ORDER BY updatedAt LIMIT ?`,
      [now, limit],
    );
    return matched;
  }

  /** Deletes at most `limit` invitations that were not answered in time; answers how many. */
  async deleteExpiredInvitations(tx: Transaction, limit: number, now: Date | null): Promise<number> {
    const { matched } = await tx.execute(
      `DELETE FROM StaffInvitation WHERE expiresAt <= COALESCE(?, UTC_TIMESTAMP(3)) ORDER BY expiresAt LIMIT ?`,
      [now, limit],
    );
    return matched;
  }

  /** Deletes at most `limit` rows that no invitation has locked for a minute; answers how many. */
  async deleteIdleParties(tx: Transaction, limit: number, now: Date | null): Promise<number> {
    const { matched } = await tx.execute(
      `DELETE FROM InvitationParty WHERE usedAt < COALESCE(?, UTC_TIMESTAMP(3)) - INTERVAL 1 MINUTE
       ORDER BY usedAt LIMIT ?`,
      [now, limit],
    );
    return matched;
  }

  /** Deletes at most `limit` holders of whom nothing counts any more: what they keep, their holds say. */
  async deleteIdleHolders(tx: Transaction, limit: number, now: Date | null): Promise<number> {
    const { matched } = await tx.execute(
      `DELETE FROM Holder WHERE seenAt < COALESCE(?, UTC_TIMESTAMP(3)) - INTERVAL ? SECOND ORDER BY seenAt LIMIT ?`,
      [now, ABANDONED_WINDOW_S, limit],
    );
    return matched;
  }
}
