import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readReservations, reservationOf } from './reservation.js';

const ROW = {
  Booking_ID: 'INN00001',
  no_of_adults: '2',
  no_of_children: '1',
  no_of_weekend_nights: '1',
  no_of_week_nights: '2',
  room_type_reserved: 'Room_Type 4',
  lead_time: '3',
  arrival_year: '2018',
  arrival_month: '3',
  arrival_date: '1',
  avg_price_per_room: '106.68',
  booking_status: 'Not_Cancelled',
};
const HEADER = Object.keys(ROW).join(',');
const lineOf = (row: Partial<typeof ROW> = {}) => Object.values({ ...ROW, ...row }).join(',');

describe('a row of the data', () => {
  it('becomes a reservation: nights and guests are sums, the day of booking lies the lead time before the arrival', () => {
    expect(reservationOf(ROW)).toEqual({
      id: 'INN00001',
      category: 4,
      guests: 3,
      checkInDate: '2018-03-01',
      checkOutDate: '2018-03-04',
      bookedOn: '2018-02-26',
      averagePrice: 106.68,
      cancelled: false,
    });
  });

  it.each([
    ['its arrival date does not exist: 2018-02-29', { arrival_month: '2', arrival_date: '29' }],
    ['its arrival date does not exist: 2018-May-01', { arrival_month: 'May' }],
    ['it has no nights', { no_of_weekend_nights: '0', no_of_week_nights: '0' }],
    ['its number of nights is not a number', { no_of_week_nights: '1.5' }],
    ['it has more than 60 nights', { no_of_week_nights: '60' }],
    ['it has no guests', { no_of_adults: '0', no_of_children: '0' }],
    ['its room type is not known', { room_type_reserved: 'Room_Type 8' }],
    ['its lead time is not a number', { lead_time: '-1' }],
    ['its price is not a number', { avg_price_per_room: '' }],
    ['its status is not known', { booking_status: 'Perhaps' }],
    ['it has no Booking_ID', { Booking_ID: '' }],
  ])('cannot be used when %s', (reason, change) => {
    expect(reservationOf({ ...ROW, ...change })).toBe(reason);
  });

  it('can be used at a price of zero', () => {
    expect(reservationOf({ ...ROW, avg_price_per_room: '0' })).toMatchObject({ averagePrice: 0 });
  });
});

describe('the reservations', () => {
  it('come in the order in which they were booked, on one day by their number', () => {
    const csv = [
      HEADER,
      lineOf({ Booking_ID: 'INN00003' }),
      lineOf({ Booking_ID: 'INN00002' }),
      lineOf({ Booking_ID: 'INN00001', lead_time: '2' }),
    ].join('\n');
    expect(readReservations(csv).usable.map(({ id }) => id)).toEqual(['INN00002', 'INN00003', 'INN00001']);
  });

  it('leave out what cannot be used, and count it by reason', () => {
    const csv = [HEADER, lineOf(), lineOf(), lineOf({ no_of_adults: '0', no_of_children: '0' }), 'INN00009,1', ''].join(
      '\r\n',
    );
    const { usable, unusable } = readReservations(csv);
    expect(usable).toHaveLength(1);
    expect(Object.fromEntries(unusable)).toEqual({
      'its Booking_ID was there before': 1,
      'it has no guests': 1,
      'it has too few or too many fields': 1,
    });
  });

  it('of the real file are as many as its own figures say', () => {
    const csv = gunzipSync(readFileSync('data/hotel-reservations.csv.gz')).toString('utf8');
    const { usable, unusable } = readReservations(csv);
    expect(usable).toHaveLength(36_275 - 37 - 78);
    expect(usable.filter(({ cancelled }) => !cancelled)).toHaveLength(24_284);
    expect(Object.fromEntries(unusable)).toEqual({
      'its arrival date does not exist: 2018-02-29': 37,
      'it has no nights': 78,
    });
  });
});
