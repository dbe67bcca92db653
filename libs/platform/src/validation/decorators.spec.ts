import { IsInt, validateSync } from 'class-validator';
import { addDays } from '#contracts';
import { IsCalendarDate, IsStayEnd, IsTimezone, Omittable } from './decorators.js';

class StayForm {
  @IsCalendarDate()
  checkInDate: unknown;

  @IsCalendarDate()
  @IsStayEnd('checkInDate')
  checkOutDate: unknown;
}

class PlaceForm {
  @IsTimezone()
  timezone: unknown;
}

class WishForm {
  @Omittable()
  @IsInt()
  rooms?: unknown = 1;
}

/** The wrong fields, each with which rules it breaks. */
function wrongIn(form: object): Record<string, string[]> {
  return Object.fromEntries(
    validateSync(form).map((error) => [error.property, Object.keys(error.constraints ?? {}).sort()]),
  );
}

const wrongInStay = (checkInDate: unknown, checkOutDate: unknown) =>
  wrongIn(Object.assign(new StayForm(), { checkInDate, checkOutDate }));

describe('the end of a stay', () => {
  it.each([
    ['1 night', 1],
    ['60 nights', 60],
  ])('may be %s after its start', (_, nights) => {
    expect(wrongInStay('2027-03-27', addDays('2027-03-27', nights))).toEqual({});
  });

  it.each([
    ['on the same day', 0],
    ['the day before', -1],
    ['61 nights later', 61],
  ])('may not be %s', (_, nights) => {
    expect(wrongInStay('2027-03-27', addDays('2027-03-27', nights))).toEqual({ checkOutDate: ['isStayEnd'] });
  });

  it('is wrong together with a start that does not exist', () => {
    expect(wrongInStay('2027-02-29', '2027-03-01')).toEqual({
      checkInDate: ['isCalendarDate'],
      checkOutDate: ['isStayEnd'],
    });
    expect(wrongInStay(undefined, '2027-03-01')).toEqual({
      checkInDate: ['isCalendarDate'],
      checkOutDate: ['isStayEnd'],
    });
  });

  it('is wrong twice when it does not exist itself', () => {
    expect(wrongInStay('2027-02-28', '2027-02-29')).toEqual({ checkOutDate: ['isCalendarDate', 'isStayEnd'] });
  });

  it('is refused with a message that names the field and the bound', () => {
    const [error] = validateSync(
      Object.assign(new StayForm(), { checkInDate: '2027-03-27', checkOutDate: '2027-03-27' }),
    );
    expect(error?.constraints).toEqual({ isStayEnd: 'checkOutDate must be 1 to 60 nights after checkInDate' });
  });
});

describe('a time zone', () => {
  const wrong = (timezone: unknown) => wrongIn(Object.assign(new PlaceForm(), { timezone }));

  it.each(['Europe/Lisbon', 'America/Argentina/Buenos_Aires', 'Pacific/Apia', 'UTC'])('may be %s', (timezone) =>
    expect(wrong(timezone)).toEqual({}),
  );

  it.each<[string, unknown]>([
    ['an offset, which knows nothing of daylight saving', '+02:00'],
    ['a city that has none', 'Europe/Lisboa'],
    ['empty', ''],
    ['a number', 2],
    ['missing', undefined],
    ['with a space before it', ' Europe/Lisbon'],
  ])('may not be %s', (_, timezone) => expect(wrong(timezone)).toEqual({ timezone: ['isTimezone'] }));
});

describe('what may be left out', () => {
  const wrong = (form: object) => wrongIn(Object.assign(new WishForm(), form));

  it('has its default then, and must be right when it is there', () => {
    expect(wrong({})).toEqual({});
    expect(wrong({ rooms: undefined })).toEqual({});
    expect(wrong({ rooms: 2 })).toEqual({});
    expect(wrong({ rooms: 'two' })).toEqual({ rooms: ['isInt'] });
  });

  it('is not left out when it is null', () => {
    expect(wrong({ rooms: null })).toEqual({ rooms: ['isInt'] });
  });
});
