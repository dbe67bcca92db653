import type { Availability, HoldGranted, HoldPage, StaffHotels } from '#contracts';
import { CONFIRMED_HOLDS, HOLD, NOTHING, ROOMS_FREE, STAFF_HOTELS } from './inventory-answers.js';

const AVAILABILITY: Availability = {
  available: false,
  hotelId: 1,
  roomsLeft: 0,
  nights: [],
  totalPrice: 100,
  currency: 'EUR',
  reasons: [
    { code: 'sold_out', nights: ['2027-06-01'] },
    { code: 'not_on_sale', nights: ['2027-06-01'] },
    { code: 'check_in_past', today: '2027-06-02' },
    { code: 'too_many_guests', maxGuests: 2 },
  ],
};

const GRANTED: HoldGranted = {
  bookingId: 'b',
  status: 'HELD',
  deadline: '2027-05-01T10:00:00.000Z',
  amount: 100,
  currency: 'EUR',
  nights: [{ date: '2027-06-01', price: 100 }],
  hotel: {
    ...{ name: 'H', address: 'A', city: 'C', country: 'FR', timezone: 'Europe/Paris' },
    ...{ checkInTime: '15:00', checkOutTime: '11:00', categoryName: 'Suite' },
  },
};

const PAGE: HoldPage = { holds: [{ bookingId: 'b', changedAt: '2027-05-01T10:00:00.000Z' }], nextCursor: null };
const STAFF: StaffHotels = { hotelIds: [1, 2] };

const EACH = [
  { name: 'availability', expected: ROOMS_FREE, good: AVAILABILITY, used: ['hotelId', 'reasons'] },
  { name: 'hold', expected: HOLD, good: GRANTED, used: ['deadline', 'amount', 'currency', 'nights', 'hotel'] },
  { name: 'confirmed holds', expected: CONFIRMED_HOLDS, good: PAGE, used: ['holds', 'nextCursor'] },
  { name: 'hotels of staff', expected: STAFF_HOTELS, good: STAFF, used: ['hotelIds'] },
];

describe.each(EACH)('an answer to be relied on: $name', ({ expected, good, used }) => {
  it('is one as agreed, with members that are new, or not', () => {
    expect(expected.status).toBe(200);
    expect(expected.fits(good)).toBe(true);
    expect(expected.fits({ ...good, more: 1 })).toBe(true);
  });

  it.each([undefined, null, {}, [], 'text', 1])('is not %j', (body) => {
    expect(expected.fits(body)).toBe(false);
  });

  it('has every member that is used, and of its kind', () => {
    for (const member of used) {
      expect([member, expected.fits({ ...good, [member]: undefined })]).toEqual([member, false]);
      expect([member, expected.fits({ ...good, [member]: [{}] })]).toEqual([member, false]);
    }
  });
});

describe('an answer to be relied on', () => {
  it('to a confirm or a release is an empty 204', () => {
    expect(NOTHING.status).toBe(204);
    expect(NOTHING.fits(undefined)).toBe(true);
    expect([{}, null, ''].filter((body) => NOTHING.fits(body))).toEqual([]);
  });

  it.each([
    { code: 'sold_out' },
    { code: 'check_in_past' },
    { code: 'too_many_guests', maxGuests: 'two' },
    { code: 'constructor' },
    { code: 'flooded' },
    null,
  ])('names a reason that can be told to the guest: not %j', (reason) => {
    expect(ROOMS_FREE.fits({ ...AVAILABILITY, reasons: [reason] })).toBe(false);
  });

  it('has a deadline that is an instant', () => {
    expect(HOLD.fits({ ...GRANTED, deadline: 'soon' })).toBe(false);
  });
});
