import type { HoldRequest } from '#contracts';
import type { Offer } from '../night/offer.js';
import { Contended, HoldMismatch, PriceChanged, TooManyRoomNights } from './hold.errors.js';
import { ofCopy } from './hold-copies.js';
import type { Granted } from './judge-holds.js';

const ORIGINAL: HoldRequest = {
  ...{ bookingId: 'b', holder: 'guest-1', holderRole: 'guest', hotelId: 1, roomCategoryId: 11, rooms: 2 },
  ...{ checkInDate: '2027-03-10', checkOutDate: '2027-03-13', totalGuests: 2, holdSeconds: 665 },
};
const GRANTED: Granted = {
  as: 'new',
  hold: {
    ...{ bookingId: 'b', status: 'HELD', hotelId: 1, categoryId: 11, rooms: 2, holder: 'guest-1' },
    ...{ checkInDate: '2027-03-10', checkOutDate: '2027-03-13', nights: [], amount: 60_000, deadline: new Date(0) },
  },
  offer: { currency: 'EUR' } as Offer,
};
const REFUSAL = new TooManyRoomNights('roomNights', 6, 5);
const copy = (parts: Partial<HoldRequest> = {}): HoldRequest => ({ ...ORIGINAL, ...parts });

describe('a copy in the same batch', () => {
  it('is answered as the first one, held or refused', () => {
    expect(ofCopy(copy(), ORIGINAL, GRANTED)).toBe(GRANTED);
    expect(ofCopy(copy(), ORIGINAL, REFUSAL)).toBe(REFUSAL);
  });

  it('of another stay does not get the first one’s hold', () => {
    expect(ofCopy(copy({ rooms: 1 }), ORIGINAL, GRANTED)).toBeInstanceOf(HoldMismatch);
    expect(ofCopy(copy({ checkOutDate: '2027-03-12' }), ORIGINAL, GRANTED)).toBeInstanceOf(HoldMismatch);
  });

  it('at another price does not get it either', () => {
    expect(ofCopy(copy({ expectedAmount: 59_999 }), ORIGINAL, GRANTED)).toBeInstanceOf(PriceChanged);
    expect(ofCopy(copy({ expectedAmount: 60_000 }), ORIGINAL, GRANTED)).toBe(GRANTED);
  });

  it.each([
    ['stay', { checkOutDate: '2027-03-12' }],
    ['category', { roomCategoryId: 12 }],
    ['price', { expectedAmount: 1 }],
    ['number of guests', { totalGuests: 1 }],
    ['role', { holderRole: 'staff' as const }],
  ])('of another %s may ask again where the first one was refused: nothing is known of it yet', (_, parts) => {
    expect(ofCopy(copy(parts), ORIGINAL, REFUSAL)).toBeInstanceOf(Contended);
  });
});
