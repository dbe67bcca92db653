import type { HoldRefused } from '#contracts';
import { currentRequestId, problemOf, retryAfterOf } from '#platform';

/** What is told of one part of a batch that was not done; by the id of its own request. */
export function refused(
  { bookingId, requestId }: { bookingId: string; requestId?: string },
  error: Error,
): HoldRefused {
  const retryAfterSeconds = retryAfterOf(error);
  const problem = { ...problemOf(error, requestId ?? currentRequestId()) };
  return { bookingId, outcome: 'refused', problem, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}
