import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { categoryNeeds } from './category-needs.js';
import { readReservations, type Reservation } from './reservation.js';

const stay = (checkInDate: string, checkOutDate: string, change: Partial<Reservation> = {}): Reservation => ({
  id: 'INN00001',
  category: 1,
  guests: 1,
  bookedOn: '2017-01-01',
  averagePrice: 100,
  cancelled: false,
  checkInDate,
  checkOutDate,
  ...change,
});

describe('the rooms that a category needs', () => {
  const roomsFor = (...stays: Reservation[]) => categoryNeeds(stays).find(({ category }) => category === 1)?.rooms;

  it('are those of its fullest night', () => {
    expect(
      roomsFor(stay('2030-01-01', '2030-01-04'), stay('2030-01-02', '2030-01-03'), stay('2030-01-05', '2030-01-06')),
    ).toBe(2);
  });

  it('do not count a night twice when one guest leaves and another arrives', () => {
    expect(roomsFor(stay('2030-01-01', '2030-01-02'), stay('2030-01-02', '2030-01-03'))).toBe(1);
  });

  it('leave out who cancelled, and other categories', () => {
    const night = ['2030-01-01', '2030-01-02'] as const;
    expect(roomsFor(stay(...night), stay(...night, { cancelled: true }), stay(...night, { category: 2 }))).toBe(1);
  });

  it('are one where everybody cancelled, who wanted a room all the same', () => {
    expect(roomsFor(stay('2030-01-01', '2030-01-02', { cancelled: true }))).toBe(1);
  });

  it('of the real file are known', () => {
    const { usable } = readReservations(gunzipSync(readFileSync('data/hotel-reservations.csv.gz')).toString('utf8'));
    expect(categoryNeeds(usable).map(({ rooms }) => rooms)).toEqual([271, 15, 2, 78, 13, 11, 4]);
  });
});

describe('the price of a category', () => {
  it('is the average over all its reservations, in cents', () => {
    const stays = [
      stay('2030-01-01', '2030-01-02', { averagePrice: 100 }),
      stay('2030-01-01', '2030-01-02', { averagePrice: 0, cancelled: true }),
      stay('2030-01-01', '2030-01-02', { averagePrice: 50.01 }),
    ];
    expect(categoryNeeds(stays)[0]?.price).toBe(5_000);
  });

  it('is zero where nobody ever booked', () => {
    expect(categoryNeeds([])).toHaveLength(7);
    expect(categoryNeeds([])[6]).toEqual({ category: 7, rooms: 0, price: 0 });
  });
});
