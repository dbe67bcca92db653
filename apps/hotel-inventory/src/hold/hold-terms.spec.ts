import type { HoldRequest } from '#contracts';
import type { Offer } from '../night/offer.js';
import { PriceChanged } from './hold.errors.js';
import { assertExpected, grantedOf, leaseEnd, newHold, priceOf } from './hold-terms.js';

const OFFER: Offer = {
  now: new Date('2027-05-31T23:59:30.500Z'),
  ...{ hotelId: 3, currency: 'EUR', maxGuests: 2 },
  limits: { roomNightsPerHold: null, roomNights: null, roomNightsAtOnce: null },
  hotel: {
    ...{ name: 'H', address: 'A', city: 'C', country: 'PT', timezone: 'Europe/Lisbon' },
    ...{ checkInTime: '15:00', checkOutTime: '11:00', categoryName: 'Suite' },
  },
  nights: [
    { date: '2027-06-01', price: 10_001, roomsLeft: 4 },
    { date: '2027-06-02', price: 12_000, roomsLeft: 1 },
  ],
};
const REQUEST: HoldRequest = {
  ...{ bookingId: 'b', holder: 'guest-1', holderRole: 'guest', hotelId: 3, roomCategoryId: 5 },
  ...{ checkInDate: '2027-06-01', checkOutDate: '2027-06-03' },
  ...{ rooms: 2, totalGuests: 3, holdSeconds: 665 },
};
const PRICED = {
  nights: [
    { date: '2027-06-01', price: 10_001 },
    { date: '2027-06-02', price: 12_000 },
  ],
  amount: 44_002,
};

describe('the terms of a hold', () => {
  it('are the stay as asked for, at the prices of the offer, from its clock', () => {
    expect(newHold(REQUEST, OFFER)).toEqual({
      ...{ bookingId: 'b', status: 'HELD', holder: 'guest-1', hotelId: 3, categoryId: 5, rooms: 2, ...PRICED },
      ...{ checkInDate: '2027-06-01', checkOutDate: '2027-06-03', deadline: new Date('2027-06-01T00:10:35.500Z') },
    });
  });

  it('end with the lease that is asked for, by the clock of the offer', () => {
    expect(leaseEnd({ ...REQUEST, holdSeconds: 1 }, OFFER)).toEqual(new Date('2027-05-31T23:59:31.500Z'));
  });

  it('have a price per room and night, and an amount for all of them', () => {
    expect(priceOf(OFFER, REQUEST)).toEqual(PRICED);
    expect(priceOf(OFFER, { ...REQUEST, rooms: 1 }).amount).toBe(22_001);
  });

  it('are those that the guest saw, to the cent, or there is no hold', () => {
    expect(newHold({ ...REQUEST, expectedAmount: 44_002 }, OFFER).amount).toBe(44_002);
    for (const expectedAmount of [44_001, 44_003, 0]) {
      expect(() => newHold({ ...REQUEST, expectedAmount }, OFFER)).toThrow(PriceChanged);
    }
  });

  it('are not compared where the guest saw no price', () => {
    expect(() => assertExpected(REQUEST, 1, 'EUR')).not.toThrow();
  });

  it('are answered with all that a booking is written from, and nothing of the holder', () => {
    expect(grantedOf(newHold(REQUEST, OFFER), OFFER)).toEqual({
      ...{ bookingId: 'b', status: 'HELD', ...PRICED, deadline: '2027-06-01T00:10:35.500Z' },
      ...{ currency: 'EUR', hotel: OFFER.hotel },
    });
  });
});
