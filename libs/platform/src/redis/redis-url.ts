/** In ioredis' words: the URL of one server, or the Sentinels to ask for it. */
export interface RedisAddress {
  url?: string;
  sentinels?: { host: string; port: number }[];
  /** By which the Sentinels know the primary. */
  name?: string;
  db?: number;
  username?: string;
  password?: string;
  sentinelUsername?: string;
  sentinelPassword?: string;
  tls?: object;
  sentinelTLS?: object;
  enableTLSForSentinelMode?: boolean;
}

const EXAMPLE = 'redis://:password@host:6379';
const SENTINEL_EXAMPLE = 'redis+sentinel://:password@host:26379,host2,host3/name';
/** Scheme, credentials, hosts, the name of the primary, its database, the Sentinels' own credentials. */
const SENTINEL_URL = /^(rediss?)\+sentinel:\/\/(?:([^@/?#]*)@)?([^/?#]*)(?:\/([^/?#]*))?(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const SENTINEL_PORT = 26_379;

/**
 * How ioredis reaches the Redis of a URL: one server, or the primary that the Sentinels know by its name. Throws, without
 * the URL in the message, for one that is neither.
 */
export function redisAddress(url: string): RedisAddress {
  if (!/^rediss?\+sentinel:/.test(url)) return { url };
  const [, scheme, credentials = '', hosts = '', name = '', database = '', query = ''] = SENTINEL_URL.exec(url) ?? [];
  if (scheme === undefined) throw new Error(`must be a URL like ${SENTINEL_EXAMPLE}`);
  if (name === '') throw new Error(`must name the primary as the Sentinels do, after their hosts: ${SENTINEL_EXAMPLE}`);
  if (!/^\d*$/.test(database)) throw new Error('must have the number of a database, or nothing, after the name');
  const own = new URLSearchParams(query);
  const unknown = [...own.keys()].some((key) => !['sentinelUsername', 'sentinelPassword'].includes(key));
  if (unknown) throw new Error('knows no options but sentinelUsername and sentinelPassword after the ?');
  return {
    sentinels: hosts.split(',').map(sentinelOf),
    name: decoded(name),
    db: Number(database),
    ...credentialsOf(credentials),
    ...given('sentinelUsername', own.get('sentinelUsername')),
    ...given('sentinelPassword', own.get('sentinelPassword')),
    ...(scheme === 'rediss' ? { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
  };
}

/** Why a value cannot be REDIS_URL, if so. */
export function redisUrlProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return `must be a URL like ${EXAMPLE}, or ${SENTINEL_EXAMPLE}`;
  try {
    const { url } = redisAddress(value);
    return url === undefined || isPlain(url) ? undefined : `must be a URL like ${EXAMPLE}, or ${SENTINEL_EXAMPLE}`;
  } catch (error) {
    return (error as Error).message;
  }
}

function isPlain(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '';
}

function sentinelOf(text: string): { host: string; port: number } {
  const [, name, address, port = String(SENTINEL_PORT)] =
    /^(?:([\w.-]+)|\[([\da-fA-F:.]+)\])(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = name ?? address;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new Error('must list the hosts of the Sentinels, with or without a port, and commas between them');
  return { host, port: Number(port) };
}

function credentialsOf(text: string): Pick<RedisAddress, 'username' | 'password'> {
  const colon = text.indexOf(':');
  if (text !== '' && colon < 0) throw new Error('must have a colon before the password, as in :password@host');
  return {
    ...given('username', decoded(text.slice(0, Math.max(colon, 0)))),
    ...given('password', decoded(text.slice(colon + 1))),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('has a % that begins no escape: write %25 for the sign itself');
  }
}

function given<Key extends string>(key: Key, value: string | null): { [K in Key]?: string } {
  return value ? ({ [key]: value } as { [K in Key]?: string }) : {};
}
