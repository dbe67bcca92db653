import type { ConfirmAnswer, HoldAnswer, HoldGranted, HoldPage, ReleaseAnswer, StaffHotels } from '#contracts';
import {
  CONFIRMED_HOLDS,
  confirmsOf,
  holdsOf,
  releasesOf,
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

const NAMED = ['b', 'c', 'd'].map((bookingId) => ({ bookingId }));
const SOLD_OUT = { outcome: 'refused' as const, problem: { code: 'sold_out' } };
const CONTENDED = { outcome: 'refused' as const, problem: { code: 'contended' }, retryAfterSeconds: 1 };
const HOLDS: { holds: HoldAnswer[] } = {
  holds: [
    { bookingId: 'b', outcome: 'held', hold: GRANTED },
    { bookingId: 'c', ...SOLD_OUT },
    { bookingId: 'd', ...CONTENDED },
  ],
};
const CONFIRMS: { holds: ConfirmAnswer[] } = {
  holds: [
    { bookingId: 'b', outcome: 'confirmed' },
    { bookingId: 'c', outcome: 'gone' },
    { bookingId: 'd', ...CONTENDED },
  ],
};
const RELEASES: { holds: ReleaseAnswer[] } = {
  holds: [
    { bookingId: 'b', outcome: 'released' },
    { bookingId: 'c', ...CONTENDED },
    { bookingId: 'd', outcome: 'released' },
  ],
};

const OF_MANY = [
  { name: 'holds', expected: holdsOf(NAMED), good: HOLDS },
  { name: 'confirms', expected: confirmsOf(NAMED), good: CONFIRMS },
  { name: 'releases', expected: releasesOf(NAMED), good: RELEASES },
];
const EACH = [
  ...OF_MANY.map((one) => ({ ...one, used: ['holds'] })),
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

describe.each(OF_MANY)('an answer for many: $name', ({ expected, good }) => {
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

describe('an answer for many', () => {
  const one = [{ bookingId: 'b' }];
  const { deadline: _deadline, ...withoutDeadline } = GRANTED;

  it.each<[string, { fits: (body: unknown) => boolean }, object]>([
    ['held without a hold', holdsOf(one), { outcome: 'held' }],
    ['held without a deadline', holdsOf(one), { outcome: 'held', hold: withoutDeadline }],
    ['held until no instant', holdsOf(one), { outcome: 'held', hold: { ...GRANTED, deadline: 'soon' } }],
    ['held for no amount', holdsOf(one), { outcome: 'held', hold: { ...GRANTED, amount: '100' } }],
    ['held in no currency', holdsOf(one), { outcome: 'held', hold: { ...GRANTED, currency: 978 } }],
    ['held on no list of nights', holdsOf(one), { outcome: 'held', hold: { ...GRANTED, nights: [{}] } }],
    ['held at a hotel without a name', holdsOf(one), { outcome: 'held', hold: { ...GRANTED, hotel: {} } }],
    ['refused without a problem', holdsOf(one), { outcome: 'refused' }],
    ['confirmed when it was to be held', holdsOf(one), { outcome: 'confirmed' }],
    ['held when it was to be confirmed', confirmsOf(one), { outcome: 'held', hold: GRANTED }],
    ['released when it was to be confirmed', confirmsOf(one), { outcome: 'released' }],
    ['not confirmed without a problem', confirmsOf(one), { outcome: 'refused', problem: null }],
    ['gone when it was to be released', releasesOf(one), { outcome: 'gone' }],
    ['not released without a problem', releasesOf(one), { outcome: 'refused', problem: 'no' }],
  ])('does not say of one that it is %s', (_, { fits }, answer) => {
    expect(fits({ holds: [{ bookingId: 'b', ...answer }] })).toBe(false);
  });
});
