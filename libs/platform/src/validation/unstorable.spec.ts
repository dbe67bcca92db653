import { unstorable } from './unstorable.js';

describe('what cannot be stored', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

  it('is not found in an ordinary request', () => {
    expect(unstorable({ guest: { name: 'Zoë 😀' }, rooms: 1, numbers: ['101'], none: null })).toBeUndefined();
  });

  it('is half a surrogate pair, wherever it stands', () => {
    expect(unstorable({ guest: { name: 'E\ud800' } })).toMatchObject({ field: 'guest.name' });
    expect(unstorable({ numbers: ['1', '\udfff'] })).toMatchObject({ field: 'numbers.1' });
    expect(unstorable({ ['\ud800']: 1 })).toMatchObject({ field: 'body' });
  });

  it('is what is nested deeper than eight levels, however deep', () => {
    expect(unstorable(nested(8))).toBeUndefined();
    expect(unstorable(nested(9))).toMatchObject({ message: expect.stringContaining('8 levels') as string });
    expect(unstorable(JSON.parse('[['.repeat(5000) + ']]'.repeat(5000)))).toMatchObject({
      message: expect.stringContaining('8 levels') as string,
    });
  });
});
