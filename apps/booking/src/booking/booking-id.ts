import { v5 as uuidv5 } from 'uuid';

/** Drawn once; changing it would give every retry under way another booking. */
const NAMESPACE = '6f1d2f6e-0a57-4c6e-9a3c-7d1f3a0f8b52';

/**
 * The id of the booking, its hold, room nights, mails and calendar entry: known before anything is written, and the
 * same for every copy of a request.
 */
export function bookingIdOf(userId: string, idempotencyKey: string): string {
  // The key has a fixed length, so no two pairs join to one string.
  return uuidv5(`${userId}${idempotencyKey}`, NAMESPACE);
}
