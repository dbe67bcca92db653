import { daysBetween } from '#contracts';
import type { Reservation } from './reservation.js';
import { shiftFrom, spanOf } from './shift.js';

const stay = (checkInDate: string, checkOutDate: string): Reservation => ({
  id: 'INN00001',
  category: 1,
  guests: 1,
  checkInDate,
  checkOutDate,
  bookedOn: '2017-01-01',
  averagePrice: 1,
  cancelled: false,
});

describe('the shift into the future', () => {
  const data = [stay('2018-03-01', '2018-03-03'), stay('2017-07-01', '2017-07-02')];

  it('moves everything by the same whole number of weeks, so that weekdays and distances stay', () => {
    const [later, first] = shiftFrom(data, '2030-05-05');
    expect(first).toMatchObject({ checkInDate: '2030-05-11', checkOutDate: '2030-05-12' });
    const days = daysBetween('2017-07-01', first?.checkInDate ?? '');
    expect(days % 7).toBe(0);
    expect(daysBetween('2018-03-01', later?.checkInDate ?? '')).toBe(days);
    expect(daysBetween('2017-01-01', later?.bookedOn ?? '')).toBe(days);
  });

  it('moves by the least number of weeks: an arrival on the earliest day itself is early enough', () => {
    expect(shiftFrom(data, '2030-05-11')[1]?.checkInDate).toBe('2030-05-11');
    expect(shiftFrom(data, '2030-05-12')[1]?.checkInDate).toBe('2030-05-18');
  });

  it('leaves alone what lies in the future already', () => {
    expect(shiftFrom(data, '2016-01-01')).toEqual(data);
  });

  it('spans from the first arrival to the last departure', () => {
    expect(spanOf(data)).toEqual({ startDate: '2017-07-01', endDate: '2018-03-03' });
  });
});
