type Header = [name: string, value: string];

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const CLAIMS = { iss: 'staylock', aud: 'staylock', sub: 'fuzz-staff', role: 'staff', exp: 4_000_000_000 };

/** Ways to say who one is that must not be believed; `own` is the header of a caller who may. */
export function hostileTokens(own: string): Header[][] {
  const values = [
    ...[
      '',
      'Bearer',
      'Bearer ',
      'Bearer a.b.c',
      'Bearer ....',
      'Basic YTpi',
      'Bearer null',
      `Bearer ${'a'.repeat(6_000)}`,
    ],
    `Bearer ${encoded({ alg: 'none' })}.${encoded(CLAIMS)}.`,
    `Bearer ${encoded({ alg: 'HS256' })}.${encoded(CLAIMS)}.AAAA`,
    `Bearer ${encoded({ alg: 'HS256', jku: 'http://evil.example', kid: '../../dev/null' })}.${encoded(CLAIMS)}.AAAA`,
    `Bearer ${encoded({ alg: 'RS256', crit: ['x'], x: 1 })}.${encoded({ ...CLAIMS, aud: [] })}.AAAA`,
    `Bearer ${encoded(1)}.${encoded(null)}.${encoded([])}`,
    `Bearer ${encoded({ alg: 'HS256' })}.${'W1tb'.repeat(1_000)}.AAAA`,
    own.slice(0, -2),
    `${own}x`,
    own.toLowerCase(),
    `${own}, ${own}`,
  ];
  return [
    [],
    ...values.map((value): Header[] => [['Authorization', value]]),
    [
      ['Authorization', own],
      ['Authorization', 'Bearer x'],
    ],
  ];
}
