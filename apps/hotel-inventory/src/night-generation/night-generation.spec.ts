import { datesOf, covers, missingRange, nextBatch, rangeErrors, saleWindow } from './night-generation.js';

const range = (startDate: string, endDate: string) => ({ startDate, endDate });

describe('the dates of a range', () => {
  it('leave out the last one', () => {
    expect(datesOf(range('2027-01-30', '2027-02-02'))).toEqual(['2027-01-30', '2027-01-31', '2027-02-01']);
  });

  it('have the leap day in a leap year only', () => {
    expect(datesOf(range('2028-02-28', '2028-03-01'))).toEqual(['2028-02-28', '2028-02-29']);
    expect(datesOf(range('2027-02-28', '2027-03-01'))).toEqual(['2027-02-28']);
  });

  it('have every day once where clocks change', () => {
    expect(datesOf(range('2027-03-27', '2027-03-30'))).toEqual(['2027-03-27', '2027-03-28', '2027-03-29']);
    expect(datesOf(range('2027-10-30', '2027-11-02'))).toEqual(['2027-10-30', '2027-10-31', '2027-11-01']);
  });
});

describe('a range asked for', () => {
  it('may start today and have one night', () => {
    expect(rangeErrors(range('2027-01-01', '2027-01-02'), '2027-01-01')).toEqual([]);
  });

  it('may not start yesterday', () => {
    expect(rangeErrors(range('2026-12-31', '2027-01-02'), '2027-01-01')).toMatchObject([{ field: 'startDate' }]);
  });

  it('may not be empty or backwards', () => {
    expect(rangeErrors(range('2027-01-01', '2027-01-01'), '2027-01-01')).toMatchObject([{ field: 'endDate' }]);
    expect(rangeErrors(range('2027-01-02', '2027-01-01'), '2027-01-01')).toMatchObject([{ field: 'endDate' }]);
    expect(rangeErrors(range('9999-11-20', '9999-12-31'), '2027-01-01')).toMatchObject([{ field: 'endDate' }]);
  });

  it('has 750 nights at most', () => {
    expect(rangeErrors(range('2027-01-01', '2029-01-20'), '2027-01-01')).toEqual([]);
    expect(rangeErrors(range('2027-01-01', '2029-01-21'), '2027-01-01')).toMatchObject([{ field: 'endDate' }]);
  });
});

describe('a batch', () => {
  it('has as many dates as asked for', () => {
    expect(nextBatch('2027-01-30', '2027-03-01', 3)).toEqual(range('2027-01-30', '2027-02-02'));
  });

  it('stops at the end of the range', () => {
    expect(nextBatch('2027-02-27', '2027-03-01', 3)).toEqual(range('2027-02-27', '2027-03-01'));
  });
});

describe('the sale window', () => {
  const window = saleWindow('2027-01-01', 4);

  it('begins today and has so many nights', () => {
    expect(datesOf(window)).toEqual(['2027-01-01', '2027-01-02', '2027-01-03', '2027-01-04']);
  });

  it('misses all of itself at first', () => {
    expect(missingRange(window, [])).toEqual(window);
  });

  it('misses its last night the day after', () => {
    expect(missingRange(window, ['2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03'])).toEqual(
      range('2027-01-04', '2027-01-05'),
    );
  });

  it('misses what lies between, with what is there among it', () => {
    expect(missingRange(window, ['2027-01-01', '2027-01-03'])).toEqual(range('2027-01-02', '2027-01-05'));
  });

  it('misses nothing when it is full', () => {
    expect(missingRange(window, datesOf(window))).toBeUndefined();
  });

  it('is covered by a range that has all of it', () => {
    expect(covers(window, window)).toBe(true);
    expect(covers(range('2027-01-02', '2027-02-01'), window)).toBe(false);
    expect(covers(range('2026-12-01', '2027-01-04'), window)).toBe(false);
  });
});
