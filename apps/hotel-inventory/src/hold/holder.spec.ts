import { InvalidRequest } from '#platform';
import { holderFrom, limitReached, roomNightsOf } from './holder.js';

describe('the holder that a request names', () => {
  it.each([
    ['guest-1', 'guest-1'],
    ['ada%40example.org', 'ada@example.org'],
    ['100%25', '100%'],
    [encodeURIComponent('é😀'.repeat(32)), 'é😀'.repeat(32)],
    [undefined, undefined],
  ])('%s is %s', (header, holder) => expect(holderFrom(header)).toBe(holder));

  it.each([
    ['nobody', ''],
    ['not percent-encoded', '100%'],
    ['half a character', '%C3'],
    ['longer than any user id', 'a'.repeat(65)],
  ])('is refused when it is %s', (_, header) => expect(() => holderFrom(header)).toThrow(InvalidRequest));
});

describe('one more hold', () => {
  const limits = { live: 5, abandoned: 10, roomNights: 300 };

  it.each([
    [{ live: 4, abandoned: 9 }, undefined],
    [{ live: 5, abandoned: 0 }, 'live'],
    [{ live: 6, abandoned: 10 }, 'live'],
    [{ live: 0, abandoned: 10 }, 'abandoned'],
  ] as const)('beside %o meets the limit %s', (count, limit) => expect(limitReached(count, limits)).toBe(limit));

  it('meets no limit where there is none', () => {
    expect(limitReached({ live: 99, abandoned: 99 }, { live: 0, abandoned: 0, roomNights: 0 })).toBeUndefined();
  });
});

it('a hold keeps its rooms on each of its nights, not on the day of departure', () => {
  expect(roomNightsOf({ rooms: 3, checkInDate: '2027-03-27', checkOutDate: '2027-03-29' })).toBe(6);
});
