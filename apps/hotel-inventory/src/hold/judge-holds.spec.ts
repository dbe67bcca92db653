import type { HoldRequest } from '#contracts';
import { DomainError } from '#platform';
import type { Offer } from '../night/offer.js';
import type { Hold } from './hold.js';
import { type HoldLimits, NO_LIMITS, NOTHING_KEPT } from './holder.js';
import { type Facts, isGranted, judge, NO_CATEGORY, Short, type Verdict } from './judge-holds.js';

const NOW = new Date('2027-05-01T12:00:00.000Z');
const OFFER: Offer = {
  ...{ now: NOW, hotelId: 3, currency: 'EUR', maxGuests: 2 },
  limits: { roomNightsPerHold: null, roomNights: null, roomNightsAtOnce: null },
  hotel: {
    ...{ name: 'H', address: 'A', city: 'C', country: 'PT', timezone: 'Europe/Lisbon' },
    ...{ checkInTime: '15:00', checkOutTime: '11:00', categoryName: 'Suite' },
  },
  nights: [
    { date: '2027-06-01', price: 100, roomsLeft: 2 },
    { date: '2027-06-02', price: 110, roomsLeft: 1 },
  ],
};
const FIRST_NIGHT = { checkInDate: '2027-06-01', checkOutDate: '2027-06-02' };

const request = (parts: Partial<HoldRequest> = {}): HoldRequest => ({
  ...{ bookingId: 'b', holder: 'guest-1', holderRole: 'guest', hotelId: 3, roomCategoryId: 5 },
  ...{ checkInDate: '2027-06-01', checkOutDate: '2027-06-03', rooms: 1, totalGuests: 1, holdSeconds: 600 },
  ...parts,
});
/** What the category offers for the nights of the request. */
const offerFor = ({ checkOutDate }: HoldRequest): Offer => ({
  ...OFFER,
  nights: OFFER.nights.filter(({ date }) => date < checkOutDate),
});
const judged = (requests: HoldRequest[], { of, ...facts }: Partial<Facts> & { of?: Partial<HoldLimits> } = {}) =>
  judge(requests, {
    ...{ offers: requests.map(offerFor), known: new Map(), kept: new Map() },
    limitsOf: () => ({ ...NO_LIMITS, ...of }),
    ...facts,
  });
const tell = (verdict: Verdict | undefined) => {
  if (isGranted(verdict)) return verdict.as;
  if (verdict instanceof Short) return verdict.nights;
  return verdict instanceof DomainError ? verdict.code : verdict;
};
const told = (...args: Parameters<typeof judged>) => judged(...args).map(tell);

const HOLD: Hold = {
  ...{ bookingId: 'b', status: 'HELD', hotelId: 3, categoryId: 5, rooms: 1, holder: 'guest-1' },
  ...{ checkInDate: '2027-06-01', checkOutDate: '2027-06-03' },
  nights: [
    { date: '2027-06-01', price: 70 },
    { date: '2027-06-02', price: 80 },
  ],
  ...{ amount: 150, deadline: new Date(NOW.getTime() + 60_000) },
};
const knownAs = (parts: Partial<Hold>) => ({ known: new Map([['b', { ...HOLD, ...parts }]]) });

describe('holds that are asked for', () => {
  it('are new ones, at the prices of now, each by its own wish', () => {
    const [one, other] = judged([request(), request({ bookingId: 'c', rooms: 1, ...FIRST_NIGHT })]);
    expect(one).toMatchObject({ as: 'new', hold: { bookingId: 'b', amount: 210, status: 'HELD', categoryId: 5 } });
    expect(other).toMatchObject({ as: 'new', hold: { bookingId: 'c', amount: 100, nights: [{ date: '2027-06-01' }] } });
  });

  it('get the rooms in the order in which they come, each on every night or on none', () => {
    const requests = [
      request({ bookingId: '1' }),
      request({ bookingId: '2' }),
      request({ bookingId: '3', ...FIRST_NIGHT }),
      request({ bookingId: '4', ...FIRST_NIGHT }),
    ];
    expect(told(requests)).toEqual(['new', ['2027-06-02'], 'new', ['2027-06-01']]);
  });

  it.each<[string, Partial<HoldRequest>, string | symbol]>([
    ['in a category of another hotel', { hotelId: 4 }, NO_CATEGORY],
    ['at a price that is another', { expectedAmount: 209 }, 'price_changed'],
    ['for more guests than may stay', { totalGuests: 3 }, 'invalid_request'],
    ['for a night that is not on sale', { checkOutDate: '2027-06-04' }, 'not_on_sale'],
    ['for a night that is past', { checkInDate: '2027-04-30' }, 'invalid_request'],
  ])('are refused %s, and take no rooms from who comes next', (_, wish, why) => {
    expect(told([request(wish), request({ bookingId: 'c' })])).toEqual([why, 'new']);
  });

  it('are refused where there is no such category', () => {
    expect(told([request(), request({ bookingId: 'c' })], { offers: [undefined, OFFER] })).toEqual([
      NO_CATEGORY,
      'new',
    ]);
  });
});

describe('a limit', () => {
  const of = { pending: 2 };
  const one = (bookingId: string, parts: Partial<HoldRequest> = {}) => request({ bookingId, ...FIRST_NIGHT, ...parts });

  it('counts what the same holder gets before, and nobody else', () => {
    const roomy = { ...OFFER, nights: [{ date: '2027-06-01', price: 100, roomsLeft: 9 }] };
    const requests = [one('1'), one('2', { holder: 'guest-2' }), one('3'), one('4'), one('5', { holder: 'guest-2' })];
    expect(told(requests, { of, offers: requests.map(() => roomy) })).toEqual([
      ...['new', 'new', 'new', 'too_many_pending_bookings', 'new'],
    ]);
  });

  it('does not count what is refused, short of rooms or kept already', () => {
    const requests = [
      one('1', { expectedAmount: 1 }),
      one('2', { rooms: 3, totalGuests: 3 }),
      one('b'),
      one('3'),
      one('4'),
    ];
    expect(told(requests, { of, known: new Map([['b', { ...HOLD, ...FIRST_NIGHT }]]) })).toEqual([
      ...['price_changed', ['2027-06-01'], 'kept', 'new', 'new'],
    ]);
  });

  it('counts what was kept before, and takes no rooms where it refuses', () => {
    const stay = { hotelId: 9, rooms: 1, ...FIRST_NIGHT, endsInSeconds: 60 };
    const kept = new Map([['guest-1', { ...NOTHING_KEPT, stays: [stay] }]]);
    const requests = [one('1'), one('2'), one('3', { holder: 'guest-2' }), one('4', { holder: 'guest-3' })];
    expect(told(requests, { of, kept })).toEqual(['new', 'too_many_pending_bookings', 'new', ['2027-06-01']]);
  });

  it('is that of the role', () => {
    const limitsOf = ({ holderRole }: HoldRequest) => ({ ...NO_LIMITS, pending: holderRole === 'guest' ? 1 : 0 });
    for (const [holderRole, second] of [
      ['guest', 'too_many_pending_bookings'],
      ['staff', 'new'],
    ] as const) {
      expect(told([one('1', { holderRole }), one('2', { holderRole })], { limitsOf })).toEqual(['new', second]);
    }
  });
});

describe('a booking that has a hold', () => {
  it('keeps it at the terms of then, without rooms, limits or dates of now, for a longer time but never a shorter one', () => {
    const full = { offers: [{ ...OFFER, nights: [] }], of: { roomNightsPerHold: 1 } };
    const [verdict] = judged([request()], { ...full, ...knownAs({}) });
    expect(verdict).toMatchObject({ as: 'kept', hold: { ...HOLD, deadline: new Date(NOW.getTime() + 600_000) } });
    expect(judged([request({ holdSeconds: 59 })], { ...full, ...knownAs({}) })).toMatchObject([
      { as: 'kept', hold: HOLD },
    ]);
  });

  it('keeps it when it is sold, with the deadline that it had', () => {
    expect(judged([request()], knownAs({ status: 'CONFIRMED' }))).toMatchObject([
      { as: 'kept', hold: { ...HOLD, status: 'CONFIRMED' } },
    ]);
  });

  it('takes a lapsed one again, at the prices of now, as far as there are rooms and limits allow it', () => {
    const lapsed = knownAs({ status: 'LAPSED' });
    expect(judged([request()], lapsed)).toMatchObject([{ as: 'again', hold: { status: 'HELD', amount: 210 } }]);
    expect(told([request({ bookingId: 'c' }), request()], lapsed)).toEqual(['new', ['2027-06-02']]);
    expect(told([request()], { ...lapsed, of: { roomNightsPerHold: 1 } })).toEqual(['hold_too_large']);
  });

  it.each<[string, Partial<Hold>, Partial<HoldRequest>, string]>([
    ['it was released', { status: 'RELEASED' }, {}, 'hold_gone'],
    ['it was released, and the stay is another one', { status: 'RELEASED' }, { rooms: 2 }, 'hold_gone'],
    ['the stay is another one', {}, { rooms: 2 }, 'hold_mismatch'],
    ['the stay is another one, and it lapsed', { status: 'LAPSED' }, FIRST_NIGHT, 'hold_mismatch'],
    ['the price is not the one of then', {}, { expectedAmount: 210 }, 'price_changed'],
  ])('is refused where %s', (_, hold, wish, why) => {
    expect(told([request(wish)], knownAs(hold))).toEqual([why]);
  });

  it('is refused where the release came before the hold', () => {
    const known = new Map([['b', { bookingId: 'b', status: 'RELEASED' as const, categoryId: null }]]);
    expect(told([request()], { known })).toEqual(['hold_gone']);
  });
});
