/** What an app knows about where keys come from. */
interface KeyVariables {
  NODE_ENV: string;
  AUTH_SECRET?: string | undefined;
  AUTH_JWKS_URL?: string | undefined;
  SERVICE_AUTH_SECRET?: string | undefined;
  SERVICE_AUTH_JWKS_URL?: string | undefined;
}

/** HS256 wants a key at least as long as its hash (RFC 7518, 3.2). */
const MIN_SECRET = 32;
/** 32 random hexadecimal digits have fewer different ones about once in 400,000 times. */
const MIN_DIFFERENT_CHARACTERS = 8;
/** Words of examples and placeholders; random letters and digits hardly spell them. */
const EXAMPLE = /change.?me|example|secret|password|staylock|development|default|placeholder/i;

/** What is wrong with AUTH_SECRET, the shared secret of guests and staff. */
export function userSecretProblem(env: KeyVariables): string | undefined {
  if (env.NODE_ENV === 'production') {
    if (env.AUTH_SECRET === undefined) return undefined;
    return 'is for development: with NODE_ENV=production remove it and set AUTH_JWKS_URL, from where the public keys of your identity provider are read';
  }
  if (env.AUTH_JWKS_URL !== undefined) return undefined;
  return lengthProblem(env.AUTH_SECRET) ?? undefined;
}

/** What is wrong with AUTH_JWKS_URL, apart from its form. */
export function userKeysProblem(env: KeyVariables): string | undefined {
  return env.NODE_ENV === 'production' && env.AUTH_JWKS_URL === undefined
    ? 'is required with NODE_ENV=production, where shared secrets for guests and staff are refused'
    : undefined;
}

/** What is wrong with SERVICE_AUTH_SECRET, with which services sign what they send each other. */
export function serviceSecretProblem(env: KeyVariables): string | undefined {
  const secret = env.SERVICE_AUTH_SECRET;
  if (env.SERVICE_AUTH_JWKS_URL !== undefined) return undefined;
  if (secret !== undefined && secret === env.AUTH_SECRET) return 'must not be the same as AUTH_SECRET';
  const tooShort = lengthProblem(secret);
  if (tooShort) return tooShort;
  return env.NODE_ENV === 'production' && secret !== undefined && isGuessable(secret)
    ? 'looks like an example: with NODE_ENV=production write one that openssl rand -hex 32 makes'
    : undefined;
}

function lengthProblem(secret: string | undefined): string | undefined {
  return typeof secret === 'string' && secret.length >= MIN_SECRET
    ? undefined
    : `must have at least ${MIN_SECRET} characters: openssl rand -hex 32 makes one`;
}

function isGuessable(secret: string): boolean {
  return EXAMPLE.test(secret) || new Set(secret).size < MIN_DIFFERENT_CHARACTERS;
}
