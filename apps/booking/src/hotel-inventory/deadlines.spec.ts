import { bookingTimes, CONFIRM_BUDGET_S, leaseSeconds } from './deadlines.js';

const HOLD_DEADLINE = new Date('2027-03-28T01:11:05.250Z');

describe('the times of a booking', () => {
  it.each([1, 600, 86_000])('leave %i seconds between its beginning and its end', (seconds) => {
    const { createdAt, expiresAt } = bookingTimes(HOLD_DEADLINE, seconds);
    expect(expiresAt.getTime() - createdAt.getTime()).toBe(seconds * 1000);
  });

  it.each([1, 600, 86_000])('end, with all of a confirm’s time, before the hold does: %i seconds', (seconds) => {
    const { expiresAt } = bookingTimes(HOLD_DEADLINE, seconds);
    expect(expiresAt.getTime() + CONFIRM_BUDGET_S * 1000).toBeLessThan(HOLD_DEADLINE.getTime());
  });

  it('begin when the hold was asked for', () => {
    const askedAt = new Date('2027-03-28T01:00:00.250Z');
    const deadline = new Date(askedAt.getTime() + leaseSeconds(600) * 1000);
    expect(bookingTimes(deadline, 600).createdAt).toEqual(askedAt);
  });

  it('are the same whichever copy of the request computes them', () => {
    expect(bookingTimes(HOLD_DEADLINE, 600)).toEqual(bookingTimes(new Date(HOLD_DEADLINE), 600));
  });

  it('ask for a lease that hotel-inventory grants, even the longest', () => {
    // HOLD_SECONDS is 86,000 at most, a lease 86,400.
    expect(leaseSeconds(86_000)).toBeLessThanOrEqual(86_400);
  });
});
