import { validateSync } from 'class-validator';
import { IsMailAddress } from './mail-address.js';

class Guest {
  @IsMailAddress()
  email: unknown;
}

class Recipient {
  @IsMailAddress({ requireTld: false })
  address: unknown;
}

const isRight = (form: Guest | Recipient) => validateSync(form).length === 0;
const isAddress = (email: unknown) => isRight(Object.assign(new Guest(), { email }));

describe('an address for mails', () => {
  it.each([
    'ada@example.org',
    'ada+hotel@example.org',
    "o'brien@example.co.uk",
    'a_b-c.d=e@x.example',
    'zoë@example.org',
  ])('may be %s', (email) => expect(isAddress(email)).toBe(true));

  it.each([
    ['sent on by an old server', 'ada%evil.example@example.org'],
    ['sent on by an older server', 'evil.example!ada@example.org'],
    ['quoted', '"ada lovelace"@example.org'],
    ['with a name', 'Ada <ada@example.org>'],
    ['two', 'ada@example.org,eve@example.org'],
    ['an encoded word', '=?utf-8?q?eve?=@example.org'],
    ['turned around', 'ada\u202e@example.org'],
    ['turned around in its domain', 'ada@exa\u202emple.org'],
    ['with a space without width', 'a\u200bda@example.org'],
    ['with a joiner', 'a\u200dda@example.org'],
    ['with a soft hyphen', 'a\u00adda@example.org'],
    ['with a line end', 'ada@example.org\r\nBcc: eve@example.org'],
    ['with a null character', 'ada\0@example.org'],
    [
      'longer than servers take',
      `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(20)}.org`,
    ],
    ['of a local network', 'ada@localhost'],
    ['empty', ''],
    ['a list', ['ada@example.org']],
    ['missing', undefined],
  ])('may not be %s', (_, email) => expect(isAddress(email)).toBe(false));

  it('may be of a local network where that is said', () => {
    expect(isRight(Object.assign(new Recipient(), { address: 'ada@localhost' }))).toBe(true);
    expect(isRight(Object.assign(new Recipient(), { address: 'ada%evil@localhost' }))).toBe(false);
  });
});
