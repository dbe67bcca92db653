import { inLockOrder, sumOf } from './rooms-of-nights.js';

const stay = (categoryId: number, checkInDate: string, checkOutDate: string, rooms = 1) => ({
  ...{ categoryId, checkInDate, checkOutDate, rooms },
});

describe('the rooms of stays by night', () => {
  it('are those of its nights, without the day of departure', () => {
    expect(sumOf([stay(1, '2027-02-27', '2027-03-01', 2)])).toEqual([
      { categoryId: 1, date: '2027-02-27', rooms: 2 },
      { categoryId: 1, date: '2027-02-28', rooms: 2 },
    ]);
  });

  it('are added up where stays share a night, and only there', () => {
    const stays = [stay(1, '2027-06-01', '2027-06-03', 2), stay(1, '2027-06-02', '2027-06-04', 3)];
    expect(sumOf(stays).map(({ date, rooms }) => [date, rooms])).toEqual([
      ['2027-06-01', 2],
      ['2027-06-02', 5],
      ['2027-06-03', 3],
    ]);
  });

  it('are kept apart by category', () => {
    expect(sumOf([stay(1, '2027-06-01', '2027-06-02'), stay(2, '2027-06-01', '2027-06-02')])).toHaveLength(2);
  });

  it('are in the order of locks, category and then date, whatever order the stays come in', () => {
    const stays = [
      stay(10, '2027-06-01', '2027-06-03'),
      stay(9, '2027-12-31', '2028-01-02'),
      stay(9, '2027-06-05', '2027-06-06'),
    ];
    const wanted = ['9 2027-06-05', '9 2027-12-31', '9 2028-01-01', '10 2027-06-01', '10 2027-06-02'];
    for (const some of [stays, [...stays].reverse()]) {
      expect(sumOf(some).map(({ categoryId, date }) => `${categoryId} ${date}`)).toEqual(wanted);
    }
    expect(inLockOrder(sumOf(stays).reverse())).toEqual(sumOf(stays));
  });

  it('are none without stays', () => {
    expect(sumOf([])).toEqual([]);
  });
});
