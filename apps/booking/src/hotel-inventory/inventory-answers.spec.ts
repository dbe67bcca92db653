import type { ConfirmAnswer, HoldAnswer, HoldGranted, HoldPage, StaffHotels } from '#contracts';
import {
  CONFIRMED_HOLDS,
  confirmsOf,
  HOLD,
  holdsOf,
  NOTHING,
  STAFF_HOTELS,
  STAFF_MEMBERSHIP,
} from './inventory-answers.js';

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

const BOOKINGS = ['b', 'c', 'd'];
const HOLDS: { holds: HoldAnswer[] } = {
  holds: [
    { bookingId: 'b', outcome: 'held', hold: GRANTED },
    { bookingId: 'c', outcome: 'refused', problem: { code: 'sold_out' } },
    { bookingId: 'd', outcome: 'alone' },
  ],
};
const CONFIRMS: { holds: ConfirmAnswer[] } = {
  holds: [
    { bookingId: 'b', outcome: 'confirmed' },
    { bookingId: 'c', outcome: 'gone' },
    { bookingId: 'd', outcome: 'alone' },
  ],
};

const EACH = [
  { name: 'holds', expected: holdsOf(BOOKINGS.map((bookingId) => ({ bookingId }))), good: HOLDS, used: ['holds'] },
  { name: 'confirms', expected: confirmsOf(BOOKINGS), good: CONFIRMS, used: ['holds'] },
  { name: 'hold', expected: HOLD, good: GRANTED, used: ['deadline', 'amount', 'currency', 'nights', 'hotel'] },
  { name: 'confirmed holds', expected: CONFIRMED_HOLDS, good: PAGE, used: ['holds', 'nextCursor'] },
  { name: 'hotels of staff', expected: STAFF_HOTELS, good: STAFF, used: ['hotelIds'] },
  { name: 'whether staff', expected: STAFF_MEMBERSHIP, good: { isStaff: false }, used: ['isStaff'] },
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

  it('has a deadline that is an instant', () => {
    expect(HOLD.fits({ ...GRANTED, deadline: 'soon' })).toBe(false);
  });
});

describe.each([
  { name: 'holds', expected: holdsOf(BOOKINGS.map((bookingId) => ({ bookingId }))), good: HOLDS },
  { name: 'confirms', expected: confirmsOf(BOOKINGS), good: CONFIRMS },
])('an answer for many: $name', ({ expected, good }) => {
  const [first, second, third] = good.holds;

  it.each([
    ['one is missing', [first, second]],
    ['there is one too many', [first, second, third, third]],
    ['they are in another order', [second, first, third]],
    ['one is for somebody else', [first, second, { ...third, bookingId: 'e' }]],
    ['one has no outcome', [first, second, { bookingId: 'd' }]],
    ['one has an outcome that is not known', [first, second, { bookingId: 'd', outcome: 'perhaps' }]],
    ['one is nothing', [first, second, null]],
  ])('is none where %s', (_, holds) => {
    expect(expected.fits({ holds })).toBe(false);
  });
});

describe('an answer for many holds', () => {
  const { fits } = holdsOf([{ bookingId: 'b' }]);

  it.each([
    ['held without a hold', { outcome: 'held' }],
    ['held with a hold that says too little', { outcome: 'held', hold: { ...GRANTED, amount: undefined } }],
    ['refused without a problem', { outcome: 'refused' }],
    ['confirmed', { outcome: 'confirmed' }],
  ])('does not say of one that it is %s', (_, answer) => {
    expect(fits({ holds: [{ bookingId: 'b', ...answer }] })).toBe(false);
  });
});
