import { lines, singleLine } from './plain-text.js';

describe('text of one line', () => {
  it.each([
    ['Ada\r\nBcc: eve@evil.example', 'Ada Bcc: eve@evil.example'],
    ['Ada\u2028\u2029\u0085Lovelace', 'Ada Lovelace'],
    ['\u0000\u001b[31mAda\u007f', '[31mAda'],
    ['Ada \u202eecalevoL\u202c', 'Ada ecalevoL'],
    ['A\u200bd\u00ada\u2060\ufeff \u061cLove\u{e0041}lace', 'Ada Lovelace'],
    ['  Ada \t  Lovelace ', 'Ada Lovelace'],
    ['Zoë 愛 👩‍🚀', 'Zoë 愛 👩‍🚀'],
  ])('of %j is %j', (typed, line) => {
    expect(singleLine(typed)).toBe(line);
  });

  it('is cut between characters, not within one', () => {
    expect(singleLine('👍👍👍👍', 3)).toBe('👍👍…');
    expect(singleLine('👍👍👍', 3)).toBe('👍👍👍');
  });
});

describe('text of several lines', () => {
  it('keeps its lines and loses other controls', () => {
    expect(lines('\n one\r\ntwo\rthree\u0007\n\nfour\n')).toEqual(['one', 'two', 'three', '', 'four']);
  });
});
