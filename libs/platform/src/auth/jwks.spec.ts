import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { ISSUER, SERVICE_AUDIENCE, ServiceTokens, TokenVerifier, USER_AUDIENCE } from './tokens.js';

const SERVICE_SECRET = 's'.repeat(32);

type KeyPair = { kid: string } & Awaited<ReturnType<typeof generateKeyPair>>;

/** An identity provider: publishes keys over HTTP, and signs. */
class IdentityProvider {
  keys: JWK[] = [];
  asked = 0;
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<IdentityProvider> {
    const server = createServer((_, response) => {
      provider.asked++;
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: provider.keys }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const provider = new IdentityProvider(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
    return provider;
  }

  async publish(...pairs: KeyPair[]): Promise<void> {
    this.keys = await Promise.all(
      pairs.map(async ({ kid, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' })),
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

async function keyPair(kid: string): Promise<KeyPair> {
  return { kid, ...(await generateKeyPair('ES256', { extractable: true })) };
}

const guest = (): JWTPayload => ({
  iss: ISSUER,
  aud: USER_AUDIENCE,
  sub: 'guest-1',
  role: 'guest',
  exp: Math.floor(Date.now() / 1000) + 60,
});
const sign = ({ kid, privateKey }: KeyPair, payload = guest()) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);

describe('a verifier that gets its keys from a JWKS URL', () => {
  let provider: IdentityProvider;
  let verifier: TokenVerifier;
  let key: KeyPair;

  beforeEach(async () => {
    provider = await IdentityProvider.start();
    key = await keyPair('key-1');
    await provider.publish(key);
    verifier = new TokenVerifier(ISSUER, { jwksUrl: provider.url }, { secret: SERVICE_SECRET });
  });
  afterEach(() => provider.stop());

  it('knows a guest by it, and asks for the keys once', async () => {
    for (let n = 0; n < 3; n++) {
      expect(await verifier.verify(await sign(key))).toEqual({ userId: 'guest-1', role: 'guest' });
    }
    expect(provider.asked).toBe(1);
  });

  it('refuses a key that is not published, also under the name of one that is', async () => {
    const other = await keyPair('key-1');
    await expect(verifier.verify(await sign(other))).rejects.toThrow(/signature/);
    await expect(verifier.verify(await sign({ ...other, kid: 'key-9' }))).rejects.toThrow(/no applicable key/);
  });

  it('takes no key from the token itself, nor asks where the token says', async () => {
    const stranger = await keyPair('key-9');
    const own = await IdentityProvider.start();
    await own.publish(stranger);
    const jwk = await exportJWK(stranger.publicKey);
    const headers = [
      { jwk },
      { jku: own.url },
      { x5u: own.url },
      { kid: 'key-9', jku: own.url },
      { jwk, kid: key.kid },
    ];
    for (const header of headers) {
      const token = await new SignJWT(guest())
        .setProtectedHeader({ alg: 'ES256', ...header })
        .sign(stranger.privateKey);
      await expect(verifier.verify(token)).rejects.toThrow(/signature|no applicable key/);
    }
    expect(own.asked).toBe(0);
    await own.stop();
  });

  it('refuses HS256, even with the public key as its secret', async () => {
    const secrets = [await exportSPKI(key.publicKey), JSON.stringify(provider.keys[0]), SERVICE_SECRET];
    for (const secret of secrets) {
      const token = await new SignJWT(guest())
        .setProtectedHeader({ alg: 'HS256', kid: key.kid })
        .sign(new TextEncoder().encode(secret));
      await expect(verifier.verify(token)).rejects.toThrow(/alg/);
    }
    expect(provider.asked).toBe(0);
  });

  it('takes a key that was published since, once half a minute has passed, and no longer the one withdrawn', async () => {
    const old = await sign(key);
    await verifier.verify(old);
    const next = await keyPair('key-2');
    await provider.publish(next);
    const token = await sign(next);
    // Unknown names must not make us ask the provider at every request.
    await expect(verifier.verify(token)).rejects.toThrow(/no applicable key/);
    expect(provider.asked).toBe(1);
    await halfAMinuteLater(async () => {
      expect(await verifier.verify(token)).toEqual({ userId: 'guest-1', role: 'guest' });
      await expect(verifier.verify(old)).rejects.toThrow(/no applicable key/);
    });
    expect(provider.asked).toBe(2);
  });

  it('takes nothing by a key that was withdrawn once the keys are old, also what was good before', async () => {
    const inAnHour = await sign(key, { ...guest(), exp: Math.floor(Date.now() / 1000) + 3_600 });
    await verifier.verify(inAnHour);
    await provider.publish(await keyPair('key-2'));
    await elevenMinutesLater(() => expect(verifier.verify(inAnHour)).rejects.toThrow(/no applicable key/));
  });

  it('goes on with the keys it has while the provider is away', async () => {
    await verifier.verify(await sign(key));
    await provider.stop();
    expect(await verifier.verify(await sign(key))).toMatchObject({ userId: 'guest-1' });
    provider = await IdentityProvider.start();
  });

  it('says that it cannot tell, rather than no, when it never got any keys', async () => {
    await provider.stop();
    const fresh = new TokenVerifier(ISSUER, { jwksUrl: provider.url }, { secret: SERVICE_SECRET });
    await expect(fresh.verify(await sign(key))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'auth_keys_unavailable',
    });
    provider = await IdentityProvider.start();
  });

  it('does not take a service’s audience from the provider of guests', async () => {
    await expect(verifier.verify(await sign(key, { ...guest(), aud: SERVICE_AUDIENCE }))).rejects.toThrow(/alg/);
  });

  it('knows a service by the private key it signs with', async () => {
    const services = new TokenVerifier(ISSUER, { secret: 'u'.repeat(32) }, { jwksUrl: provider.url });
    const privateJwk = JSON.stringify({ ...(await exportJWK(key.privateKey)), kid: key.kid, alg: 'ES256' });
    const token = await new ServiceTokens('booking', ISSUER, { privateJwk }).get();
    expect(await services.verify(token)).toEqual({ userId: 'booking', role: 'service' });
  });
});

const halfAMinuteLater = (work: () => Promise<void>) => later(30_001, work);
const elevenMinutesLater = (work: () => Promise<void>) => later(11 * 60_000, work);

/** Runs with clocks that are ahead: the one on the wall, and the one that only goes on. */
async function later(ms: number, work: () => Promise<void>): Promise<void> {
  const clocks = [Date, performance].map((clock) => ({ clock, now: clock.now }));
  for (const { clock, now } of clocks) clock.now = () => now.call(clock) + ms;
  try {
    await work();
  } finally {
    for (const { clock, now } of clocks) clock.now = now;
  }
}
