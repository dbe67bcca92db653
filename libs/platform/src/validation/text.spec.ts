import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { IsText, MaxCharacters } from './text.js';

class NameForm {
  @IsText(5)
  name: unknown;
}

class ListForm {
  @IsText(5, { each: true })
  names: unknown;
}

class NoteForm {
  @MaxCharacters(5)
  note: unknown;
}

function rulesBroken(form: new () => object, members: object): string[] {
  return validateSync(plainToInstance(form, members)).flatMap((error) => Object.keys(error.constraints ?? {}));
}

const withSelector = 'a\ufe0f';

describe('a text', () => {
  it.each(['a', 'Zoë', '😀😀😀😀😀', 'e\u0301', '👩‍👦', '❤️‍🔥', 'نی\u200cر', '葛\u{e0100}', '日本', '  five ', "d'A"])(
    'may be %j',
    (name) => {
      expect(rulesBroken(NameForm, { name })).toEqual([]);
    },
  );

  it.each([
    ['nothing', ''],
    ['a space', ' '],
    ['a space without width', '\u200b'],
    ['joiners', '\u200d\u2060\ufeff'],
    ['a filler', '\u3164'],
    ['an empty braille cell', '\u2800'],
    ['a soft hyphen', '\u00ad'],
    ['an override of the direction', '\u202e'],
    ['an accent on nothing', '\u0301'],
    ['two lines', 'a\nb'],
    ['two lines by another mark', 'a\u2028b'],
    ['a null character', 'a\0b'],
    ['too long', '123456'],
    ['too long in the database', withSelector.repeat(3)],
    ['turned around', 'a\u202eb'],
    ['isolated from its surroundings', '\u2067a'],
    ['with a mark of direction', 'a\u200fb'],
    ['with an Arabic mark of direction', '\u061ca'],
    ['with a space without width in it', 'a\u200bb'],
    ['with a soft hyphen', 'a\u00adb'],
    ['with a word joiner', 'a\u2060b'],
    ['with a byte order mark', 'a\ufeffb'],
    ['with letters that are tags', 'a\u{e0041}'],
    ['with a filler in it', 'a\u3164b'],
    ['with a joiner between Latin letters', 'a\u200db'],
    ['with a joiner at its end', '山\u200d'],
    ['with two joiners', '👩\u200d\u200d👦'],
    ['the beginning of an encoded word', 'a=?b'],
    ['a number', 5],
    ['missing', undefined],
  ])('may not be %s', (_, name) => {
    expect(rulesBroken(NameForm, { name })).not.toEqual([]);
  });

  it('comes without the spaces around it', () => {
    expect(plainToInstance(NameForm, { name: ' a b ' }).name).toBe('a b');
    expect(plainToInstance(ListForm, { names: [' a ', 'b'] }).names).toEqual(['a', 'b']);
  });

  it('may be each of a list', () => {
    expect(rulesBroken(ListForm, { names: ['a', 'b'] })).toEqual([]);
    for (const name of ['', '\u200b', '123456', 1, null]) {
      expect(rulesBroken(ListForm, { names: ['a', name] })).not.toEqual([]);
    }
  });
});

describe('the length of a text', () => {
  it('is counted in code points, as the database does', () => {
    expect(rulesBroken(NoteForm, { note: '😀'.repeat(5) })).toEqual([]);
    expect(rulesBroken(NoteForm, { note: '😀'.repeat(6) })).toEqual(['maxCharacters']);
    expect(rulesBroken(NoteForm, { note: `${withSelector.repeat(2)}a` })).toEqual([]);
    expect(rulesBroken(NoteForm, { note: withSelector.repeat(3) })).toEqual(['maxCharacters']);
  });
});
