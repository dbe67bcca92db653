import { Injectable } from '@nestjs/common';
import { validate } from 'uuid';
import type { HoldPage } from '#contracts';
import { decodeCursor, encodeCursor, isInstant } from '#platform';
import { HoldRepository } from './hold.repository.js';

/** Reconciliation looks at this much of the past when it has no cursor yet. */
const LOOK_BACK_MS = 24 * 3_600_000;

/** Lists holds for the reconciliation in booking. */
@Injectable()
export class HoldListing {
  constructor(private readonly holds: HoldRepository) {}

  async confirmed(cursor: string | undefined, limit: number): Promise<HoldPage> {
    const rows = await this.holds.findConfirmed(placeOf(cursor), limit);
    const last = rows.at(-1);
    return {
      holds: rows.map(({ bookingId, changedAt }) => ({ bookingId, changedAt: changedAt.toISOString() })),
      nextCursor: last ? encodeCursor([last.changedAt.toISOString(), last.bookingId]) : null,
    };
  }
}

function placeOf(cursor: string | undefined): { changedAt: Date; bookingId: string } {
  if (cursor === undefined) return { changedAt: new Date(Date.now() - LOOK_BACK_MS), bookingId: '' };
  const [changedAt, bookingId] = decodeCursor<[string, string]>(
    cursor,
    ([instant, id]) => isInstant(instant) && validate(id),
  );
  return { changedAt: new Date(changedAt), bookingId };
}
