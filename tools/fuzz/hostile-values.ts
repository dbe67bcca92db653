import fc from 'fast-check';
import { type Json, Members, Raw } from './json.js';

const TEXTS = [
  ...['', ' ', '\t', '\n', '\0', 'a\0b', '\u200b', '\u200b\u2060\ufeff', '\u3164', '\u00ad', '\u202etxt.exe', '\ufeff'],
  ...['null', 'undefined', 'true', 'NaN', 'Infinity', '-0', '0x10', '1e3', '1,000', '１２', '٣', '[object Object]'],
  ...["'", '"', '`', '\\', "' OR '1'='1", '1; DROP TABLE Booking; --', "1' UNION ALL SELECT 1 -- ", '1/**/OR/**/1=1'],
  ...['%', '%%', '_', '%s%n', '${7*7}', '{{7*7}}', '{{#with this}}x{{/with}}', '<script>alert(1)</script>', '<%= 1 %>'],
  ...[
    '../../etc/passwd',
    '..\\..\\x',
    'file:///etc/passwd',
    'http://169.254.169.254/',
    '$(id)',
    '| id',
    'a\r\nBcc: x@y.z',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    'then',
    'toJSON',
    '$where',
    '$ne',
  ],
  ...['\ud800', '\udc00x', 'é', 'e\u0301', 'İ', 'ß', 'ﷺ', '😀', '👩‍👩‍👧‍👦', '🇵🇹', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢', '\uffff', '\ufffe', '\u{10ffff}'],
  ...['2027-02-29', '2027-13-01', '0000-00-00', '9999-12-31', '10000-01-01', '-0001-01-01', '2027-1-1', '20270101'],
  ...[
    '2027-01-01T00:00:00Z',
    '24:00',
    '23:59:60',
    'UTC',
    'Etc/GMT+12',
    '+02:00',
    'EST5EDT',
    'XXX',
    'XAU',
    'eu',
    'x-klingon',
  ],
  ...[
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'CONFIRMED',
    'PENDING',
    'confirmed',
  ],
  ...[
    'a@b',
    'a@b.c',
    '"a b"@example.org',
    'a@[127.0.0.1]',
    'a@exämple.org',
    'ä@example.org',
    'a,b@example.org',
    'a@b.c,d@e.f',
  ],
  ...['e30', 'W10', 'WzFd', 'WyIiLCIiXQ', 'WzFlMzA4XQ', 'WyJcdWQ4MDAiXQ', 'WyIyMDI3LTAxLTAxIiwieCJd', 'W251bGxd'],
];

const NUMBERS = [
  ...[0, -0, -1, 1, 0.5, 1.5, 1e-320, 1e21, 1e308, -1e308, 127, 255, 256, 32_767, 65_535, 65_536],
  ...[
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    2 ** 53 - 1,
    2 ** 53,
    2 ** 63,
    2 ** 64,
    50,
    51,
    60,
    61,
    100,
    101,
    2_501,
  ],
];

/** Numbers that JSON allows and JavaScript cannot hold. */
const NUMBER_TEXTS = [
  '1e999',
  '-1e999',
  '9007199254740993',
  '1.0',
  '1e0',
  '0.1e1',
  '-0',
  '1E+2',
  `1${'0'.repeat(400)}`,
];

const repeated = (unit: string, times: number) => unit.repeat(Math.ceil(times / unit.length));

const longText = fc
  .tuple(
    fc.constantFrom('a', ' ', '😀', 'a\ufe0f', '\u0301', '\0', 'a@', '-', '{{', '9', '.a', '\u200b', 'ß', '"'),
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(20, 21, 35, 36, 64, 65, 100, 101, 200, 201, 254, 255, 300, 301, 512) },
      { weight: 2, arbitrary: fc.constantFrom(2_000, 2_001, 4_000) },
      { weight: 1, arbitrary: fc.constantFrom(20_000, 50_000) },
    ),
  )
  .map(([unit, times]) => repeated(unit, times));

const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: longText },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
);

const number = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 2, arbitrary: fc.integer() },
);

const deep = fc
  .tuple(
    fc.constantFrom<[string, string]>(['[', ']'], ['{"a":', '}'], ['{"guest":', '}']),
    fc.constantFrom(7, 9, 100, 4_000),
  )
  .map(([[open, close], depth]) => new Raw(`${open.repeat(depth)}1${close.repeat(depth)}`));

const wide = fc
  .constantFrom(10, 501, 2_000)
  .chain((width) =>
    fc.constantFrom<Json>(Array<Json>(width).fill(1), Array<Json>(width).fill('101'), manyMembers(width)),
  );

const pollution = fc.constantFrom<Json>(
  new Members([['constructor', new Members([['name', 1]])]]),
  new Members([['toString', 1]]),
  new Members([['hasOwnProperty', 'x']]),
  new Members([['then', 'x']]),
  new Members([['length', -1]]),
);

/** What stands where something else should. */
export const hostileValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 4, arbitrary: number },
  { weight: 1, arbitrary: fc.constantFrom(...NUMBER_TEXTS).map((written) => new Raw(written)) },
  { weight: 3, arbitrary: fc.constantFrom<Json>(null, true, false, [], {}, [[]], [null], [{}], { a: 1 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: pollution },
  { weight: 1, arbitrary: fc.oneof({ weight: 4, arbitrary: deep }, { weight: 1, arbitrary: wide }) },
);

/** The name of a member, parameter or header that nobody asked for. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'constructor',
    'toString',
    'then',
    'userId',
    'status',
    'id',
    'role',
    '$where',
    '',
    '\0',
    '\ud800',
    '😀',
  ),
  fc.constantFrom('createdAt', 'bookingAmount', 'hotelId', 'guest.name', 'a[b]', 'valueOf', '0', 'length', '\u200b'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

function manyMembers(width: number): Members {
  return new Members(Array.from({ length: width }, (_, place) => [`m${place}`, place]));
}
