import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, Min, MinLength } from 'class-validator';
import { NumberVariable, parseEnv, SwitchVariable } from './env.js';
import { PlatformEnv } from './platform-env.js';

class SampleEnv {
  @NumberVariable()
  @IsInt()
  @Min(1)
  @Max(10)
  WORKERS: number = 4;

  @SwitchVariable()
  @IsBoolean()
  LOCKING: boolean = true;

  @IsIn(['calm', 'loud'])
  MODE: string = 'calm';

  @IsString()
  @MinLength(8)
  SECRET!: string;

  @IsOptional()
  @IsString()
  NICKNAME?: string;
}

const SECRET = 'long-enough';
const parse = (source: Record<string, string>) => parseEnv(SampleEnv, { SECRET, ...source });

function refusalOf(source: Record<string, string>): string {
  try {
    parse(source);
  } catch (error) {
    return String(error);
  }
  return 'none';
}

describe('the environment', () => {
  it('is typed, with defaults for what is not set', () => {
    expect(parse({})).toMatchObject({ WORKERS: 4, LOCKING: true, MODE: 'calm', SECRET });
    expect(parse({ WORKERS: '7' }).WORKERS).toBe(7);
  });

  it('takes an empty variable as not set', () => {
    expect(parse({ WORKERS: '', LOCKING: '', MODE: '', NICKNAME: '' })).toMatchObject({
      WORKERS: 4,
      LOCKING: true,
      MODE: 'calm',
    });
    expect(parse({ NICKNAME: '' }).NICKNAME).toBeUndefined();
    expect(refusalOf({ SECRET: '' })).toContain('SECRET');
  });

  it('takes a number at its bounds and none beyond', () => {
    expect(parse({ WORKERS: '1' }).WORKERS).toBe(1);
    expect(parse({ WORKERS: '10' }).WORKERS).toBe(10);
    for (const wrong of ['0', '11', '1.5', 'four', '7 workers', 'NaN', 'Infinity']) {
      expect(refusalOf({ WORKERS: wrong })).toContain('WORKERS');
    }
  });

  it('has switches that say on or off and nothing else', () => {
    expect(parse({ LOCKING: 'on' }).LOCKING).toBe(true);
    expect(parse({ LOCKING: 'off' }).LOCKING).toBe(false);
    // A "false" that were read as on would be worse than a refusal.
    for (const wrong of ['true', 'false', '0', '1', 'ON', 'no'])
      expect(refusalOf({ LOCKING: wrong })).toContain('LOCKING');
  });

  it('is refused with the name of every wrong variable and no value', () => {
    const refusal = refusalOf({ WORKERS: '4711', MODE: 'screaming', SECRET: 'hunter2' });
    for (const name of ['WORKERS', 'MODE', 'SECRET']) expect(refusal).toContain(name);
    for (const value of ['4711', 'screaming', 'hunter2']) expect(refusal).not.toContain(value);
    expect(refusal).not.toContain('LOCKING');
  });

  it('does not mind variables of others', () => {
    expect(parse({ PATH: '/usr/bin', TERM: 'xterm' })).toMatchObject({ WORKERS: 4 });
  });
});

describe('what every app reads', () => {
  const good = {
    PORT: '0',
    REDIS_URL: 'redis://:secret@127.0.0.1:6379/3',
    AUTH_SECRET: 'a'.repeat(32),
    SERVICE_AUTH_SECRET: 'b'.repeat(32),
  };
  const parsePlatform = (source: Record<string, string>) => parseEnv(PlatformEnv, { ...good, ...source });

  it('listens on this machine alone unless told otherwise', () => {
    expect(parsePlatform({})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 0,
      NODE_ENV: 'development',
      SHUTDOWN_DELAY_MS: 0,
    });
  });

  it('wants secrets of at least 32 characters, as HS256 does', () => {
    expect(() => parsePlatform({ AUTH_SECRET: 'a'.repeat(31) })).toThrow('AUTH_SECRET');
    expect(() => parsePlatform({ SERVICE_AUTH_SECRET: 'b'.repeat(31) })).toThrow('SERVICE_AUTH_SECRET');
    expect(() => parsePlatform({ SERVICE_AUTH_SECRET: 'a'.repeat(32) })).toThrow('not be the same as AUTH_SECRET');
  });

  it('needs a secret only where there is no JWKS URL', () => {
    expect(() => parsePlatform({ AUTH_SECRET: '' })).toThrow('AUTH_SECRET');
    const env = parsePlatform({ AUTH_SECRET: '', AUTH_JWKS_URL: 'https://id.example.com/keys' });
    expect(env.AUTH_SECRET).toBeUndefined();
    expect(() => parsePlatform({ AUTH_SECRET: '', SERVICE_AUTH_JWKS_URL: 'https://id.example.com/keys' })).toThrow(
      'AUTH_SECRET',
    );
  });

  it('says what to write instead', () => {
    expect(() => parsePlatform({ REDIS_URL: 'notaurl' })).toThrow(
      'REDIS_URL must be a URL like redis://:password@host:6379',
    );
    expect(() => parsePlatform({ TRUST_PROXY: 'balancer' })).toThrow('TRUST_PROXY must be addresses or ranges like');
    expect(() => parsePlatform({ CORS_ORIGINS: '*' })).toThrow('CORS_ORIGINS must be origins like');
  });

  it('limits rates unless told otherwise, and believes no proxy and no web site', () => {
    const env = parsePlatform({});
    expect(env.RATE_LIMIT_USER_PER_MINUTE).toBeGreaterThan(0);
    expect(env.RATE_LIMIT_ADDRESS_PER_MINUTE).toBeGreaterThan(0);
    expect([env.TRUST_PROXY, env.CORS_ORIGINS]).toEqual([[], []]);
  });

  it('has lists with commas', () => {
    expect(parsePlatform({ TRUST_PROXY: '10.0.0.0/8, ::1,loopback' }).TRUST_PROXY).toEqual([
      '10.0.0.0/8',
      '::1',
      'loopback',
    ]);
    const origins = ['https://example.com', 'http://127.0.0.1:8080'];
    expect(parsePlatform({ CORS_ORIGINS: origins.join(',') }).CORS_ORIGINS).toEqual(origins);
  });

  describe('in production', () => {
    const random = '3f9a1c7be2d804655e1b90f7ac83d62e';
    const production = {
      ...good,
      NODE_ENV: 'production',
      AUTH_SECRET: '',
      AUTH_JWKS_URL: 'https://id.example.com/keys',
      SERVICE_AUTH_SECRET: random,
      METRICS_TOKEN: random,
    };
    const parseProduction = (source: Record<string, string>) => parseEnv(PlatformEnv, { ...production, ...source });

    it('knows guests by their identity provider and services by a random secret', () => {
      expect(parseProduction({})).toMatchObject({ NODE_ENV: 'production', SERVICE_AUTH_SECRET: random });
    });

    it('refuses the secret of development, also beside an identity provider, and does not repeat it', () => {
      for (const AUTH_JWKS_URL of ['', production.AUTH_JWKS_URL]) {
        const AUTH_SECRET = 'c0ffee'.repeat(8);
        const attempt = () => parseProduction({ AUTH_SECRET, AUTH_JWKS_URL });
        expect(attempt).toThrow(/AUTH_SECRET is for development: with NODE_ENV=production remove it/);
        expect(attempt).not.toThrow(AUTH_SECRET);
      }
    });

    it('needs an identity provider', () => {
      expect(() => parseProduction({ AUTH_JWKS_URL: '' })).toThrow(/AUTH_JWKS_URL .*required with NODE_ENV=production/);
    });

    it.each([
      ['words of examples', `change-me-${random}`],
      ['a word again and again', 'staylock'.repeat(4)],
      ['one letter', 's'.repeat(64)],
      ['too few letters', random.slice(1)],
      ['nothing', ''],
    ])('refuses a secret of services of %s', (_, secret) => {
      expect(() => parseProduction({ SERVICE_AUTH_SECRET: secret })).toThrow('SERVICE_AUTH_SECRET');
    });

    it.each(['', 'short'])('shows its metrics to nobody without a token: %p', (METRICS_TOKEN) => {
      expect(() => parseProduction({ METRICS_TOKEN })).toThrow(/METRICS_TOKEN .*openssl rand -hex 32/);
    });

    it('needs no secret of services where their keys are published', () => {
      const env = parseProduction({
        SERVICE_AUTH_SECRET: '',
        SERVICE_AUTH_JWKS_URL: 'https://id.example.com/services',
      });
      expect(env.SERVICE_AUTH_SECRET).toBeUndefined();
    });
  });

  it.each([
    ['REDIS_URL', 'http://127.0.0.1'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['AUTH_JWKS_URL', 'ftp://id.example.com/keys'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['NODE_ENV', 'staging'],
    ['LOG_LEVEL', 'verbose'],
    ['SHUTDOWN_DELAY_MS', '60001'],
    ['RATE_LIMIT_USER_PER_MINUTE', '-1'],
    ['RATE_LIMIT_ADDRESS_PER_MINUTE', 'many'],
    ['RATE_LIMIT_PROBES_PER_SECOND', '-1'],
    ['MAX_CONCURRENT_REQUESTS', '0'],
    ['MAX_CONNECTIONS_PER_ADDRESS', '-1'],
    ['DOCS', 'yes'],
    ['METRICS_TOKEN', 'fifteen letters'],
    ['MAX_CONNECTIONS', '0'],
    ['REQUEST_TIMEOUT_MS', '0'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '::/0'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '10.0.0.0/8/8'],
    ['CORS_ORIGINS', 'https://example.com/'],
    ['CORS_ORIGINS', 'https://*.example.com'],
    ['CORS_ORIGINS', 'null'],
    ['CORS_ORIGINS', 'example.com'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => parsePlatform({ [name]: value })).toThrow(name);
  });
});
