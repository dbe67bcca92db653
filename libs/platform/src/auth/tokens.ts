import type { webcrypto } from 'node:crypto';
import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  importJWK,
  type JWK,
  jwksCache,
  type JWKSCacheInput,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { Unavailable } from '../errors/domain-error.js';
import { type Caller, type Role, USER_ROLES } from './caller.js';

export const ISSUER = 'staylock';
export const USER_AUDIENCE = 'staylock';
export const SERVICE_AUDIENCE = 'staylock-services';

const ASYMMETRIC = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Clocks of well-kept machines differ by less. */
const CLOCK_TOLERANCE_S = 5;
/** Nothing takes a token back: a stolen one, or one of somebody who has left, is of use no longer than this. */
const MAX_LIFETIME_S = 24 * 3_600;
/** So long a token that was found good is not verified again: a key that was withdrawn is believed no longer. */
const KNOWN_FOR_MS = 60_000;
/** Each takes about a kilobyte. */
const MOST_KNOWN = 10_000;
/** Long enough for one call with its retries, short enough to be worthless when found. */
const SERVICE_TOKEN_LIFETIME_S = 60;

/** Where the keys of one audience come from: a JWKS URL in production, a shared secret in development. */
export interface KeySource {
  secret?: string | undefined;
  jwksUrl?: string | undefined;
}

/**
 * Verifies tokens of both audiences; each has keys of its own, so that a guest's key cannot make a service token. To
 * verify a signature is dear, and callers send one token many times: what was good is known for a while.
 */
export class TokenVerifier {
  private readonly user: Keys;
  private readonly service: Keys;
  private readonly known = new LRUCache<string, Known>({ max: MOST_KNOWN, ttl: KNOWN_FOR_MS });

  constructor(issuer: string, user: KeySource, service: KeySource) {
    this.user = keysFor(issuer, USER_AUDIENCE, user);
    this.service = keysFor(issuer, SERVICE_AUDIENCE, service);
  }

  /** Throws when the token is not valid in every respect. */
  async verify(token: string): Promise<Caller> {
    const known = this.known.get(token);
    return known && isGoodStill(known) ? known.caller : this.verifyAnew(token);
  }

  private async verifyAnew(token: string): Promise<Caller> {
    const forService = decodeJwt(token).aud === SERVICE_AUDIENCE;
    const keys = forService ? this.service : this.user;
    const version = keys.version();
    const payload = await keys.verify(token);
    requireEnd(payload.exp);
    const role = forService ? 'service' : userRole(payload);
    const caller = { userId: userId(payload.sub), role };
    this.known.set(token, { caller, payload, keys, version });
    return caller;
  }
}

/** Signs the tokens with which one of our services calls another; a token is used again until half its life is over. */
export class ServiceTokens {
  private current: { token: string; renewAt: number } | undefined;

  constructor(
    private readonly service: string,
    private readonly issuer: string,
    private readonly key: { secret?: string | undefined; privateJwk?: string | undefined },
    private readonly lifetimeSeconds = SERVICE_TOKEN_LIFETIME_S,
  ) {}

  async get(): Promise<string> {
    if (!this.current || Date.now() >= this.current.renewAt) {
      const token = await this.sign();
      this.current = { token, renewAt: Date.now() + (this.lifetimeSeconds * 1000) / 2 };
    }
    return this.current.token;
  }

  private async sign(): Promise<string> {
    const { key, alg, kid } = await this.signingKey();
    return new SignJWT()
      .setProtectedHeader({ alg, ...(kid ? { kid } : {}) })
      .setIssuer(this.issuer)
      .setAudience(SERVICE_AUDIENCE)
      .setSubject(this.service)
      .setIssuedAt()
      .setExpirationTime(`${this.lifetimeSeconds}s`)
      .sign(key);
  }

  private async signingKey() {
    if (this.key.privateJwk) {
      const jwk = JSON.parse(this.key.privateJwk) as JWK;
      const alg = jwk.alg ?? 'ES256';
      return { key: await importJWK(jwk, alg), alg, kid: jwk.kid };
    }
    return { key: new TextEncoder().encode(this.key.secret), alg: 'HS256', kid: undefined };
  }
}

/** Signs a user's token with the shared secret of development; tools and tests use it. Lifetime in seconds. */
export async function signUserToken(
  secret: string,
  user: { userId: string; role: Exclude<Role, 'service'> },
  lifetimeSeconds: number,
): Promise<string> {
  return new SignJWT({ role: user.role })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(ISSUER)
    .setAudience(USER_AUDIENCE)
    .setSubject(user.userId)
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds}s`)
    .sign(new TextEncoder().encode(secret));
}

interface Keys {
  verify: (token: string) => Promise<JWTPayload>;
  /** Another one each time when the keys have been fetched. */
  version: () => number;
}

interface Known {
  caller: Caller;
  payload: JWTPayload;
  keys: Keys;
  version: number;
}

function keysFor(issuer: string, audience: string, source: KeySource): Keys {
  const options = { issuer, audience, clockTolerance: CLOCK_TOLERANCE_S, requiredClaims: ['sub', 'exp'] };
  if (source.jwksUrl) {
    const fetched: JWKSCacheInput = {};
    const set = orUnavailable(createRemoteJWKSet(new URL(source.jwksUrl), { [jwksCache]: fetched }));
    return {
      verify: async (token) => (await jwtVerify(token, set, { ...options, algorithms: ASYMMETRIC })).payload,
      version: () => fetched.uat ?? 0,
    };
  }
  // Plain bytes would be made a key anew for every token.
  let key: Promise<webcrypto.CryptoKey> | undefined;
  return {
    verify: async (token) =>
      (await jwtVerify(token, await (key ??= hmacKey(source.secret)), { ...options, algorithms: ['HS256'] })).payload,
    version: () => 0,
  };
}

function hmacKey(secret: string | undefined): Promise<webcrypto.CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

/** Neither has its time passed, nor did keys come since with which it might not be good any more. */
function isGoodStill({ payload: { exp = 0, nbf = 0 }, keys, version }: Known): boolean {
  const now = Date.now() / 1000;
  return keys.version() === version && now < exp + CLOCK_TOLERANCE_S && now > nbf - CLOCK_TOLERANCE_S;
}

function requireEnd(exp: number | undefined): void {
  const latest = Date.now() / 1000 + MAX_LIFETIME_S + CLOCK_TOLERANCE_S;
  if (exp === undefined || exp > latest) throw new Error('exp must be at most 24 hours from now');
}

/**
 * The type is not checked by the library, and databases compare without trailing spaces: another value must never be taken
 * for a user's name.
 */
function userId(sub: unknown): string {
  if (typeof sub === 'string' && /^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$/.test(sub)) return sub;
  throw new Error('sub must be a string of 1 to 64 printable ASCII characters, without spaces around it');
}

/** A key that is not in the set is the token's fault; a set that cannot be had is not. */
function orUnavailable(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new Unavailable('auth_keys_unavailable', 'Tokens cannot be checked right now; try again shortly.');
    }
  };
}

function userRole(payload: JWTPayload): Role {
  const role = USER_ROLES.find((known) => known === payload['role']);
  if (!role) throw new Error('role must be guest or staff');
  return role;
}
