import { MAX_NIGHTS, nightsOf, numberOfNights, sameStay } from './stay.js';

const stay = (checkInDate: string, checkOutDate: string) => ({ checkInDate, checkOutDate });

describe('the nights of a stay', () => {
  it('do not include the night of the check-out', () => {
    expect(nightsOf(stay('2027-06-01', '2027-06-03'))).toEqual(['2027-06-01', '2027-06-02']);
    expect(numberOfNights(stay('2027-06-01', '2027-06-03'))).toBe(2);
  });

  it('are none when the check-out is on the day of the check-in', () => {
    expect(nightsOf(stay('2027-06-01', '2027-06-01'))).toEqual([]);
    expect(numberOfNights(stay('2027-06-01', '2027-06-01'))).toBe(0);
  });

  it('are none when the check-out is earlier', () => {
    expect(nightsOf(stay('2027-06-02', '2027-06-01'))).toEqual([]);
    expect(numberOfNights(stay('2027-06-02', '2027-06-01'))).toBe(-1);
  });

  it('leave the room free for the guest who comes as the other leaves', () => {
    const first = nightsOf(stay('2027-06-01', '2027-06-03'));
    const next = nightsOf(stay('2027-06-03', '2027-06-05'));
    expect(first.filter((night) => next.includes(night))).toEqual([]);
  });

  it.each([
    ['month end', stay('2027-04-29', '2027-05-02'), ['2027-04-29', '2027-04-30', '2027-05-01']],
    ['year end', stay('2026-12-31', '2027-01-02'), ['2026-12-31', '2027-01-01']],
    ['leap day', stay('2028-02-28', '2028-03-01'), ['2028-02-28', '2028-02-29']],
    ['clocks forward', stay('2027-03-27', '2027-03-30'), ['2027-03-27', '2027-03-28', '2027-03-29']],
    ['clocks back', stay('2027-10-30', '2027-11-02'), ['2027-10-30', '2027-10-31', '2027-11-01']],
  ])('are each there once over %s', (_, over, nights) => {
    expect(nightsOf(over)).toEqual(nights);
    expect(numberOfNights(over)).toBe(nights.length);
  });

  it('are in date order, the order of locking, in the longest stay', () => {
    const nights = nightsOf(stay('2027-12-01', '2028-01-30'));
    expect(nights).toHaveLength(MAX_NIGHTS);
    expect(nights).toEqual([...new Set(nights)].sort());
  });
});

describe('two stays', () => {
  it('are the same when both their dates are', () => {
    expect(sameStay(stay('2027-06-01', '2027-06-03'), stay('2027-06-01', '2027-06-03'))).toBe(true);
    expect(sameStay(stay('2027-06-01', '2027-06-03'), stay('2027-06-01', '2027-06-04'))).toBe(false);
    expect(sameStay(stay('2027-06-01', '2027-06-03'), stay('2027-06-02', '2027-06-03'))).toBe(false);
  });
});
