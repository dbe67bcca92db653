import { changesOf, HELD_FREED, SOLD, SOLD_FREED, TAKEN } from './night-changes.js';

const stay = (categoryId: number, checkInDate: string, checkOutDate: string, rooms = 1) => ({
  ...{ categoryId, checkInDate, checkOutDate, rooms },
});
const taken = (...args: Parameters<typeof stay>) => ({ stay: stay(...args), effect: TAKEN });

describe('what becomes of stays, by night', () => {
  it('are their nights, without the day of departure', () => {
    expect(changesOf([taken(1, '2027-02-27', '2027-03-01', 2)])).toEqual([
      { categoryId: 1, date: '2027-02-27', held: 2, sold: 0 },
      { categoryId: 1, date: '2027-02-28', held: 2, sold: 0 },
    ]);
  });

  it('is added up where stays share a night, and only there', () => {
    const stays = [taken(1, '2027-06-01', '2027-06-03', 2), taken(1, '2027-06-02', '2027-06-04', 3)];
    expect(changesOf(stays).map(({ date, held }) => [date, held])).toEqual([
      ['2027-06-01', 2],
      ['2027-06-02', 5],
      ['2027-06-03', 3],
    ]);
  });

  it('is one change of a night on which one stay is sold, one frees its hold and one its sold room', () => {
    const night = stay(1, '2027-06-01', '2027-06-02', 2);
    const effects = [SOLD, HELD_FREED, SOLD_FREED].map((effect) => ({ stay: night, effect }));
    expect(changesOf(effects)).toEqual([{ categoryId: 1, date: '2027-06-01', held: -4, sold: 0 }]);
  });

  it('is kept apart by category', () => {
    expect(changesOf([taken(1, '2027-06-01', '2027-06-02'), taken(2, '2027-06-01', '2027-06-02')])).toHaveLength(2);
  });

  it('is in the order of locks, category and then date, whatever order the stays come in', () => {
    const stays = [
      taken(10, '2027-06-01', '2027-06-03'),
      taken(9, '2027-12-31', '2028-01-02'),
      taken(9, '2027-06-05', '2027-06-06'),
    ];
    const wanted = ['9 2027-06-05', '9 2027-12-31', '9 2028-01-01', '10 2027-06-01', '10 2027-06-02'];
    for (const some of [stays, [...stays].reverse()]) {
      expect(changesOf(some).map(({ categoryId, date }) => `${categoryId} ${date}`)).toEqual(wanted);
    }
  });

  it('is nothing without stays', () => {
    expect(changesOf([])).toEqual([]);
  });
});
