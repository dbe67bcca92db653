/** A confirm that was in time may still be under way this long after the deadline; expiry waits for it. */
export const CONFIRM_BUDGET_S = 5;

/** The hold outlives the booking's deadline by this much more: for clocks that differ and an expiry that is late. */
const HOLD_SLACK_S = 60;

/** The lease to ask of hotel-inventory for a booking that can be confirmed for `holdSeconds`. */
export function leaseSeconds(holdSeconds: number): number {
  return holdSeconds + CONFIRM_BUDGET_S + HOLD_SLACK_S;
}

/**
 * The booking's own times, from the deadline of its hold alone: so every live booking has a hold that ends later,
 * whichever copy of the request wrote it.
 */
export function bookingTimes(holdDeadline: Date, holdSeconds: number): { createdAt: Date; expiresAt: Date } {
  const createdAt = new Date(holdDeadline.getTime() - leaseSeconds(holdSeconds) * 1000);
  return { createdAt, expiresAt: new Date(createdAt.getTime() + holdSeconds * 1000) };
}
