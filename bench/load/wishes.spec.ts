import { Stays } from './wishes.js';

const places = [1, 2].map((id) => ({ hotelId: id, categoryId: id }));
const offering = { places, firstDate: '2027-02-27', nights: 3 };
const told = (stays: Stays, count: number, nights?: number) =>
  Array.from({ length: count }, () => stays.next(nights)).map(
    ({ hotelId, checkInDate, checkOutDate }) => `${hotelId}: ${checkInDate}–${checkOutDate}`,
  );

describe('stays', () => {
  it('go over all places, then to the next night, and begin anew', () => {
    expect(told(new Stays(offering), 7)).toEqual([
      ...['1: 2027-02-27–2027-02-28', '2: 2027-02-27–2027-02-28'],
      ...['1: 2027-02-28–2027-03-01', '2: 2027-02-28–2027-03-01'],
      ...['1: 2027-03-01–2027-03-02', '2: 2027-03-01–2027-03-02'],
      '1: 2027-02-27–2027-02-28',
    ]);
  });

  it('end within the nights on sale, however long they are', () => {
    expect(told(new Stays(offering), 5, 2)).toEqual([
      ...['1: 2027-02-27–2027-03-01', '2: 2027-02-27–2027-03-01'],
      ...['1: 2027-02-28–2027-03-02', '2: 2027-02-28–2027-03-02'],
      '1: 2027-02-27–2027-03-01',
    ]);
  });

  it('go on where others ended', () => {
    expect(told(new Stays(offering, 3), 1)).toEqual(['2: 2027-02-28–2027-03-01']);
  });
});
