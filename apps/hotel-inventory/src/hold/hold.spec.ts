import type { HoldRequest } from '#contracts';
import { type Hold, isSameHold, isTombstone } from './hold.js';

const HOLD: Hold = {
  ...{
    bookingId: '5c1a7a3e-9f0e-5b4e-8f53-0f7a0f6f2a11',
    status: 'HELD',
    hotelId: 1,
    categoryId: 11,
    rooms: 2,
    holder: 'guest-1',
  },
  ...{ checkInDate: '2027-03-27', checkOutDate: '2027-03-29', nights: [], amount: 41_000, deadline: new Date(0) },
};
const REQUEST: HoldRequest = {
  ...{ bookingId: HOLD.bookingId, holder: 'guest-1', holderRole: 'guest' },
  ...{ hotelId: 1, roomCategoryId: 11, rooms: 2, checkInDate: '2027-03-27', checkOutDate: '2027-03-29' },
  ...{ totalGuests: 3, holdSeconds: 665 },
};

describe('a request that names a hold', () => {
  it('is a copy of the one that made it when it wants the same rooms for the same nights', () => {
    expect(isSameHold(HOLD, REQUEST)).toBe(true);
  });

  it('is a copy also with another lease and another number of guests, which the hold does not keep', () => {
    expect(isSameHold(HOLD, { ...REQUEST, holdSeconds: 1, totalGuests: 4, expectedAmount: 1 })).toBe(true);
  });

  it.each([
    ['holder', { holder: 'guest-2' }],
    ['hotel', { hotelId: 2 }],
    ['category', { roomCategoryId: 12 }],
    ['number of rooms', { rooms: 1 }],
    ['check-in', { checkInDate: '2027-03-28' }],
    ['check-out', { checkOutDate: '2027-03-30' }],
  ])('is no copy with another %s', (_, change) => {
    expect(isSameHold(HOLD, { ...REQUEST, ...change })).toBe(false);
  });
});

describe('a tombstone', () => {
  it('is what has no category, and a released hold that has one is none', () => {
    expect(isTombstone({ bookingId: HOLD.bookingId, status: 'RELEASED', categoryId: null })).toBe(true);
    expect(isTombstone({ ...HOLD, status: 'RELEASED' })).toBe(false);
  });
});
