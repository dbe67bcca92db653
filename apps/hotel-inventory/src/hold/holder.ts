import { numberOfNights, type Stay } from '#contracts';
import { InvalidRequest } from '#platform';

/** How much stock one guest may keep from others without paying for it. 0 is no limit. */
export interface HoldLimits {
  /** Holds that are HELD at once. */
  live: number;
  /** Holds that end without a confirmation, in one window. */
  abandoned: number;
  /** Rooms × nights of one hold. */
  roomNights: number;
}

/** What is counted of one guest. */
export interface HolderCount {
  live: number;
  /** In the window that is not over yet. */
  abandoned: number;
}

/** How long abandoned holds are counted together, from the first one on. */
export const ABANDONED_WINDOW_S = 3_600;

/** As booking's users: longer ones do not come by. */
const MAX_LENGTH = 64;

/** The holder that a request's header names, percent-encoded; undefined where it names none. */
export function holderFrom(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const holder = decoded(header);
  if (holder === undefined || holder === '' || [...holder].length > MAX_LENGTH) {
    const message = `X-Holder must be 1 to ${MAX_LENGTH} characters, percent-encoded`;
    throw new InvalidRequest([{ field: 'X-Holder', message }]);
  }
  return holder;
}

/** Which limit forbids the holder one more hold. */
export function limitReached(count: HolderCount, limits: HoldLimits): 'live' | 'abandoned' | undefined {
  if (limits.live > 0 && count.live >= limits.live) return 'live';
  if (limits.abandoned > 0 && count.abandoned >= limits.abandoned) return 'abandoned';
  return undefined;
}

export function roomNightsOf({ rooms, ...stay }: Stay & { rooms: number }): number {
  return rooms * numberOfNights(stay);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
