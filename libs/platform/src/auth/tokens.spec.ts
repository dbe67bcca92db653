import { createHmac } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { ISSUER, SERVICE_AUDIENCE, ServiceTokens, signUserToken, TokenVerifier, USER_AUDIENCE } from './tokens.js';

const USER_SECRET = 'u'.repeat(32);
const SERVICE_SECRET = 's'.repeat(32);
const verifier = new TokenVerifier(ISSUER, { secret: USER_SECRET }, { secret: SERVICE_SECRET });

const now = () => Math.floor(Date.now() / 1000);
/** What a good guest's token says. */
const guest = (): JWTPayload => ({ iss: ISSUER, aud: USER_AUDIENCE, sub: 'guest-1', role: 'guest', exp: now() + 60 });
const sign = (payload: JWTPayload, secret = USER_SECRET, alg = 'HS256') =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
const verify = async (payload: JWTPayload, secret?: string) => verifier.verify(await sign(payload, secret));

describe('a user’s token', () => {
  it.each(['guest', 'staff'] as const)('says who is calling, as %s', async (role) => {
    expect(await verifier.verify(await signUserToken(USER_SECRET, { userId: '42', role }, 60))).toEqual({
      userId: '42',
      role,
    });
  });

  it.each([
    ['another audience', { aud: 'elsewhere' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'elsewhere' }],
    ['no issuer', { iss: undefined }],
    ['no end', { exp: undefined }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject that is a number', { sub: 42 as unknown as string }],
    ['a subject that is a filter', { sub: { not: 'x' } as unknown as string }],
    ['a subject with a space at its end', { sub: 'guest-1 ' }],
    ['a subject with a line break', { sub: 'guest\n1' }],
    ['a subject of 65 characters', { sub: 'x'.repeat(65) }],
    ['no role', { role: undefined }],
    ['a role that there is not', { role: 'admin' }],
    ['the role of services', { role: 'service' }],
    ['two roles', { role: ['guest', 'staff'] }],
  ])('is refused with %s', async (_, change) => {
    await expect(verify({ ...guest(), ...change } as JWTPayload)).rejects.toThrow();
  });

  it('may have a subject of 64 characters', async () => {
    const sub = 'x'.repeat(64);
    expect(await verify({ ...guest(), sub })).toEqual({ userId: sub, role: 'guest' });
  });

  it('ends, but for clocks that differ by five seconds', async () => {
    expect(await verify({ ...guest(), exp: now() - 3 })).toMatchObject({ userId: 'guest-1' });
    await expect(verify({ ...guest(), exp: now() - 6 })).rejects.toThrow(/exp/);
  });

  it('ends within a day: one that never ends could never be taken back', async () => {
    expect(await verify({ ...guest(), exp: now() + 24 * 3_600 })).toMatchObject({ userId: 'guest-1' });
    await expect(verify({ ...guest(), exp: now() + 24 * 3_600 + 60 })).rejects.toThrow(/exp/);
    await expect(verify({ ...guest(), exp: Number.MAX_SAFE_INTEGER })).rejects.toThrow(/exp/);
    // Nor does the year in which it says it was made count.
    await expect(verify({ ...guest(), iat: 1, exp: now() + 48 * 3_600 })).rejects.toThrow(/exp/);
  });

  it('ends and begins at its time also where it was good before', async () => {
    const token = await sign({ ...guest(), nbf: now() - 30 });
    expect(await verifier.verify(token)).toMatchObject({ userId: 'guest-1' });
    await inSeconds(62, async () => expect(await verifier.verify(token)).toMatchObject({ userId: 'guest-1' }));
    await inSeconds(66, () => expect(verifier.verify(token)).rejects.toThrow(/exp/));
    // A clock may be set back.
    await inSeconds(-40, () => expect(verifier.verify(token)).rejects.toThrow(/nbf/));
  });

  it('begins, but for clocks that differ by five seconds', async () => {
    expect(await verify({ ...guest(), nbf: now() + 3 })).toMatchObject({ userId: 'guest-1' });
    await expect(verify({ ...guest(), nbf: now() + 60 })).rejects.toThrow(/nbf/);
  });
});

describe('a signature', () => {
  it('is needed: alg none is refused, for users and services', async () => {
    for (const aud of [USER_AUDIENCE, SERVICE_AUDIENCE]) {
      await expect(verifier.verify(new UnsecuredJWT({ ...guest(), aud }).encode())).rejects.toThrow();
    }
  });

  it('is by HS256 and no other algorithm of the same key', async () => {
    const token = await sign(guest(), 'u'.repeat(64), 'HS512');
    const same = new TokenVerifier(ISSUER, { secret: 'u'.repeat(64) }, { secret: SERVICE_SECRET });
    await expect(same.verify(token)).rejects.toThrow(/alg/);
  });

  it('is by our key', async () => {
    await expect(verify(guest(), 'x'.repeat(32))).rejects.toThrow(/signature/);
  });

  it.each<[string, Record<string, unknown>]>([
    ['an extension that must be understood', { crit: ['exp'], exp: 1 }],
    ['an unencoded payload', { crit: ['b64'], b64: false }],
  ])('is refused with %s', async (_, header) => {
    const parts = [{ alg: 'HS256', ...header }, guest()].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = createHmac('sha256', USER_SECRET).update(parts.join('.')).digest('base64url');
    await expect(verifier.verify([...parts, signature].join('.'))).rejects.toThrow(/crit|unencoded|[Ee]xtension/);
  });

  it('made by hand as above is good without such a header', async () => {
    const parts = [{ alg: 'HS256' }, guest()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signature = createHmac('sha256', USER_SECRET).update(parts.join('.')).digest('base64url');
    expect(await verifier.verify([...parts, signature].join('.'))).toMatchObject({ userId: 'guest-1' });
  });

  it('covers what the token says', async () => {
    const [header, , signature] = (await sign(guest())).split('.');
    const forged = Buffer.from(JSON.stringify({ ...guest(), role: 'staff' })).toString('base64url');
    await expect(verifier.verify(`${header}.${forged}.${signature}`)).rejects.toThrow(/signature/);
  });

  it.each(['', 'a', 'a.b', 'a.b.c', '..', 'eyJhbGciOiJub25lIn0.e30.'])('is not in %j', async (token) => {
    await expect(verifier.verify(token)).rejects.toThrow();
  });
});

describe('a service’s token', () => {
  const service = (): JWTPayload => ({ iss: ISSUER, aud: SERVICE_AUDIENCE, sub: 'booking', exp: now() + 60 });

  it('says which service is calling', async () => {
    const token = await new ServiceTokens('booking', ISSUER, { secret: SERVICE_SECRET }).get();
    expect(await verifier.verify(token)).toEqual({ userId: 'booking', role: 'service' });
  });

  it('cannot be made with the key of guests', async () => {
    await expect(verify(service(), USER_SECRET)).rejects.toThrow(/signature/);
    // Nor by naming both audiences: such a token is a user's at most.
    expect(await verify({ ...guest(), aud: [USER_AUDIENCE, SERVICE_AUDIENCE] })).toMatchObject({ role: 'guest' });
  });

  it('has a key that cannot make the token of a guest', async () => {
    await expect(verify(guest(), SERVICE_SECRET)).rejects.toThrow(/signature/);
  });

  it('is a service’s whatever role it names', async () => {
    expect(await verify({ ...service(), role: 'staff' }, SERVICE_SECRET)).toEqual({
      userId: 'booking',
      role: 'service',
    });
  });

  it('is used again until half its life is over', async () => {
    const tokens = new ServiceTokens('booking', ISSUER, { secret: SERVICE_SECRET }, 60);
    const first = await tokens.get();
    await inSeconds(29, async () => expect(await tokens.get()).toBe(first));
    await inSeconds(31, async () => expect(await tokens.get()).not.toBe(first));
  });
});

/** Runs with a clock that is ahead. */
async function inSeconds(seconds: number, work: () => Promise<void>): Promise<void> {
  const realDate = globalThis.Date;
  const offset = seconds * 1000;
  globalThis.Date = class extends realDate {
    constructor(instant: number = realDate.now() + offset) {
      super(instant);
    }
    static override now() {
      return realDate.now() + offset;
    }
  } as DateConstructor;
  try {
    await work();
  } finally {
    globalThis.Date = realDate;
  }
}
