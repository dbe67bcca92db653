import { BOOKING_STATUSES, secondsRemaining, sourcesOf, statusAt } from './booking.js';

const DEADLINE = new Date('2026-11-22T07:10:00.000Z');
const at = (ms: number) => new Date(DEADLINE.getTime() + ms);
const pending = { status: 'PENDING', expiresAt: DEADLINE } as const;

describe('the moves of a booking', () => {
  const ALLOWED = ['PENDING → CONFIRMED', 'PENDING → EXPIRED', 'PENDING → CANCELLED', 'CONFIRMED → CANCELLED'];
  const pairs = BOOKING_STATUSES.flatMap((from) => BOOKING_STATUSES.map((to) => [from, to] as const));

  it.each(pairs)('%s → %s is as the table says', (from, to) => {
    expect(sourcesOf(to).includes(from)).toBe(ALLOWED.includes(`${from} → ${to}`));
  });

  it('never lead back to PENDING, nor out of an end', () => {
    expect(sourcesOf('PENDING')).toEqual([]);
    for (const to of BOOKING_STATUSES) expect(sourcesOf(to)).not.toEqual(expect.arrayContaining(['EXPIRED']));
  });
});

describe('the status of a PENDING booking', () => {
  it('is PENDING to the last millisecond and EXPIRED at the very deadline', () => {
    expect(statusAt(pending, at(-1))).toBe('PENDING');
    expect(statusAt(pending, at(0))).toBe('EXPIRED');
    expect(statusAt(pending, at(1))).toBe('EXPIRED');
  });
});

describe('the status of a booking that is decided', () => {
  it.each(['CONFIRMED', 'CANCELLED', 'EXPIRED'] as const)('stays %s before and after the deadline', (status) => {
    for (const now of [at(-1), at(0), at(1)]) expect(statusAt({ status, expiresAt: DEADLINE }, now)).toBe(status);
  });
});

describe('the seconds in which a booking can be confirmed', () => {
  it.each([
    [-600_000, 600],
    [-599_999, 599],
    [-1_000, 1],
    [-999, 0],
    [0, 0],
    [1, 0],
    [86_400_000, 0],
  ])('are, %i ms from the deadline, %i', (ms, seconds) => {
    expect(secondsRemaining(pending, at(ms))).toBe(seconds);
  });

  it.each(['CONFIRMED', 'CANCELLED', 'EXPIRED'] as const)('are none once it is %s', (status) => {
    expect(secondsRemaining({ status, expiresAt: DEADLINE }, at(-600_000))).toBe(0);
  });
});
