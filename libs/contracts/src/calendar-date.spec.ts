import { addDays, dateIn, daysBetween, isCalendarDate } from './calendar-date.js';

describe('a calendar date', () => {
  it.each(['2026-11-22', '2028-02-29', '2000-02-29', '2027-12-31', '9999-12-31', '0999-01-01', '0001-01-01'])(
    'is %s, which exists',
    (date) => expect(isCalendarDate(date)).toBe(true),
  );

  it.each([
    ['a 29 February outside a leap year', '2027-02-29'],
    ['a 29 February in a century that is no leap year', '2100-02-29'],
    ['a 30 February', '2028-02-30'],
    ['a 31 April', '2027-04-31'],
    ['a month 13', '2027-13-01'],
    ['a month 0', '2027-00-10'],
    ['a day 0', '2027-01-00'],
    ['a day 32', '2027-01-32'],
  ])('is not %s', (_, date) => expect(isCalendarDate(date)).toBe(false));

  it.each([
    ['without leading zeros', '2027-1-5'],
    ['in another order', '05-01-2027'],
    ['with a time', '2027-01-05T00:00:00Z'],
    ['with a space before it', ' 2027-01-05'],
    ['with a line break after it', '2027-01-05\n'],
    ['of more than four digits of a year', '12027-01-05'],
    ['in digits of another script', '２０２７-01-05'],
    ['empty', ''],
    ['a number', 20270105],
    ['a Date', new Date('2027-01-05')],
    ['null', null],
    ['undefined', undefined],
    ['a list with a date in it', ['2027-01-05']],
  ])('is not one %s', (_, value) => expect(isCalendarDate(value)).toBe(false));
});

describe('counting days', () => {
  it.each([
    ['over a month end', '2027-04-30', '2027-05-01'],
    ['over a year end', '2026-12-31', '2027-01-01'],
    ['into a leap day', '2028-02-28', '2028-02-29'],
    ['out of a leap day', '2028-02-29', '2028-03-01'],
    ['over the end of February in a common year', '2027-02-28', '2027-03-01'],
    ['over the 23-hour day of Lisbon', '2027-03-28', '2027-03-29'],
    ['over the 25-hour day of Lisbon', '2027-10-31', '2027-11-01'],
    ['over the 23-hour day of New York', '2027-03-14', '2027-03-15'],
    ['over the 25-hour day of New York', '2027-11-07', '2027-11-08'],
    ['over the day that Apia never had', '2011-12-29', '2011-12-30'],
    ['in a year of three digits', '0999-12-31', '1000-01-01'],
  ])('goes one on and one back %s', (_, date, next) => {
    expect(addDays(date, 1)).toBe(next);
    expect(addDays(next, -1)).toBe(date);
    expect(daysBetween(date, next)).toBe(1);
    expect(daysBetween(next, date)).toBe(-1);
  });

  it('of a date with itself is zero', () => {
    expect(daysBetween('2027-03-28', '2027-03-28')).toBe(0);
    expect(addDays('2027-03-28', 0)).toBe('2027-03-28');
  });

  it('knows how long years are', () => {
    expect(daysBetween('2027-01-01', '2028-01-01')).toBe(365);
    expect(daysBetween('2028-01-01', '2029-01-01')).toBe(366);
    expect(addDays('2027-01-01', 365)).toBe('2028-01-01');
  });
});

describe('the date on a wall calendar', () => {
  const at = (timezone: string, instant: string) => dateIn(timezone, new Date(instant));

  it.each([
    ['UTC', '2027-01-01T00:00:00.000Z', '2026-12-31', '2027-01-01'],
    ['Europe/Lisbon in winter', '2027-01-15T00:00:00.000Z', '2027-01-14', '2027-01-15'],
    ['Europe/Lisbon in summer', '2027-07-14T23:00:00.000Z', '2027-07-14', '2027-07-15'],
    ['America/New_York in winter', '2027-01-15T05:00:00.000Z', '2027-01-14', '2027-01-15'],
    ['America/New_York in summer', '2027-07-15T04:00:00.000Z', '2027-07-14', '2027-07-15'],
    ['Asia/Kolkata', '2027-01-14T18:30:00.000Z', '2027-01-14', '2027-01-15'],
    ['Asia/Kathmandu', '2027-01-14T18:15:00.000Z', '2027-01-14', '2027-01-15'],
    ['Pacific/Kiritimati', '2027-01-14T10:00:00.000Z', '2027-01-14', '2027-01-15'],
    ['Pacific/Pago_Pago', '2027-01-15T11:00:00.000Z', '2027-01-14', '2027-01-15'],
  ])('changes at midnight in %s, and not a millisecond earlier', (zone, midnight, before, after) => {
    const timezone = zone.split(' ')[0] ?? '';
    expect(dateIn(timezone, new Date(Date.parse(midnight) - 1))).toBe(before);
    expect(dateIn(timezone, new Date(midnight))).toBe(after);
  });

  it('can be three dates at one instant', () => {
    const instant = '2027-01-01T10:30:00Z';
    expect(at('Pacific/Pago_Pago', instant)).toBe('2026-12-31');
    expect(at('Europe/Lisbon', instant)).toBe('2027-01-01');
    expect(at('Pacific/Kiritimati', instant)).toBe('2027-01-02');
  });

  it('skips 30 December 2011 in Apia, which went over the date line', () => {
    expect(at('Pacific/Apia', '2011-12-30T09:59:59.999Z')).toBe('2011-12-29');
    expect(at('Pacific/Apia', '2011-12-30T10:00:00.000Z')).toBe('2011-12-31');
  });

  it('changes at one o’clock where clocks go forward at midnight', () => {
    // In Asuncion's last such spring, 2024-10-06 began at 01:00.
    expect(at('America/Asuncion', '2024-10-06T03:59:59.999Z')).toBe('2024-10-05');
    expect(at('America/Asuncion', '2024-10-06T04:00:00.000Z')).toBe('2024-10-06');
  });

  it('has four digits of a year also before the year 1000', () => {
    expect(at('UTC', '0999-06-01T12:00:00Z')).toMatch(/^0999-\d{2}-\d{2}$/);
  });

  it('remembers no more zones than there are, in however many ways their names are written', () => {
    const spelling = (n: number) =>
      `pacific/${[...'kiritimati'].map((letter, place) => ((n >> place) & 1 ? letter.toUpperCase() : letter)).join('')}`;
    const { DateTimeFormat } = Intl;
    const made: unknown[] = [];
    Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
      construct: (target, [locale, options]: [string, Intl.DateTimeFormatOptions]) => {
        made.push(options.timeZone);
        return new target(locale, options);
      },
    });
    try {
      for (let n = 0; n <= 1_000; n++) at(spelling(n), '2027-01-01T00:00:00Z');
      at(spelling(1_000), '2027-02-01T00:00:00Z');
      at(spelling(0), '2027-02-01T00:00:00Z');
    } finally {
      Intl.DateTimeFormat = DateTimeFormat;
    }
    expect(made.filter((zone) => zone === spelling(1_000))).toHaveLength(1);
    expect(made.filter((zone) => zone === spelling(0))).toHaveLength(2);
  });

  it('does not know a zone that does not exist', () => {
    expect(() => at('Europe/Lisboa', '2027-01-01T00:00:00Z')).toThrow(RangeError);
  });
});
