import type { Reservation } from './reservation.js';
import { Standing } from './standing.js';

const stay = (checkInDate: string, checkOutDate: string, category = 1): Reservation => ({
  id: 'INN00001',
  guests: 1,
  bookedOn: '2017-01-01',
  averagePrice: 1,
  cancelled: false,
  category,
  checkInDate,
  checkOutDate,
});

describe('what explains a "sold out"', () => {
  const wanted = stay('2030-01-01', '2030-01-04');
  let standing: Standing;

  beforeEach(() => {
    standing = new Standing(
      new Map([
        [1, 2],
        [2, 1],
      ]),
    );
  });

  it('is a night on which every room has a guest who stays', () => {
    standing.keep(stay('2030-01-02', '2030-01-03'));
    expect(standing.fullNights(wanted)).toEqual([]);
    standing.keep(stay('2030-01-02', '2030-01-05'));
    expect(standing.fullNights(wanted)).toEqual(['2030-01-02']);
  });

  it('is not the day of departure', () => {
    standing.keep(stay('2030-01-04', '2030-01-05'));
    standing.keep(stay('2030-01-04', '2030-01-05'));
    expect(standing.fullNights(wanted)).toEqual([]);
  });

  it('is not another category', () => {
    standing.keep(stay('2030-01-01', '2030-01-04', 2));
    standing.keep(stay('2030-01-01', '2030-01-04', 2));
    expect(standing.fullNights(wanted)).toEqual([]);
  });

  it('is a category without rooms', () => {
    expect(standing.fullNights(stay('2030-01-01', '2030-01-02', 3))).toEqual(['2030-01-01']);
  });
});
