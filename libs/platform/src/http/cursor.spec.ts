import { InvalidRequest } from '../errors/domain-error.js';
import { decodeCursor, encodeCursor, isInstant } from './cursor.js';
import { pageOf } from './page.js';

describe('a cursor', () => {
  it.each([[[7]], [['2026-11-22T07:00:00.000Z', 'b0a8']], [['São Paulo ☕', 1.5]]])(
    'brings back the place %j',
    (place) => {
      expect(decodeCursor(encodeCursor(place))).toEqual(place);
    },
  );

  it('is made of characters that a URL carries as they are', () => {
    expect(encodeCursor(['>>>???///', '~~~'])).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no list', Buffer.from('{"id":1}').toString('base64url')],
    ['an empty list', Buffer.from('[]').toString('base64url')],
    ['a nested list', Buffer.from('[[1]]').toString('base64url')],
    ['null', Buffer.from('[null]').toString('base64url')],
    ['a place that is far too long', encodeCursor(['x'.repeat(600)])],
  ])('is refused when it holds %s', (_, cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(InvalidRequest);
  });

  it('is refused when it belongs to another list', () => {
    expect(() => decodeCursor(encodeCursor(['a']), ([id]) => typeof id === 'number')).toThrow(InvalidRequest);
  });
});

describe('an instant in a cursor', () => {
  it.each(['2027-01-01T00:00:00.000Z'])('can be %s', (part) => expect(isInstant(part)).toBe(true));
  it.each(['+275760-09-13T00:00:00.000Z', 'soon', 1e300, undefined])('cannot be %s', (part) =>
    expect(isInstant(part)).toBe(false),
  );
});

describe('a page', () => {
  const row = (id: number) => ({ id });
  const placeOf = ({ id }: { id: number }) => [id];

  it('goes on after its last item when there was one row more than asked for', () => {
    const page = pageOf([row(1), row(2), row(3)], 2, placeOf);
    expect(page.items).toEqual([row(1), row(2)]);
    expect(decodeCursor(page.nextCursor ?? '')).toEqual([2]);
  });

  it('is the last when the rows just fill it', () => {
    expect(pageOf([row(1), row(2)], 2, placeOf)).toEqual({ items: [row(1), row(2)], nextCursor: null });
  });

  it('is the last when there are no rows', () => {
    expect(pageOf([], 2, placeOf)).toEqual({ items: [], nextCursor: null });
  });
});
