import { redisAddress, redisUrlProblem } from './redis-url.js';

describe('REDIS_URL', () => {
  it('names one server', () => {
    for (const url of ['redis://:pass@host:6379', 'rediss://user:pass@host/3', 'redis://[::1]:6379']) {
      expect(redisUrlProblem(url)).toBeUndefined();
      expect(redisAddress(url)).toEqual({ url });
    }
  });

  it('names the Sentinels, the port of which may be left out, and the primary that they know', () => {
    const url = 'redis+sentinel://:p%40ss@h1:26380,h2,[fe80::1]:5000,10.0.0.4/my-primary';
    expect(redisUrlProblem(url)).toBeUndefined();
    expect(redisAddress(url)).toEqual({
      sentinels: [
        { host: 'h1', port: 26_380 },
        { host: 'h2', port: 26_379 },
        { host: 'fe80::1', port: 5_000 },
        { host: '10.0.0.4', port: 26_379 },
      ],
      name: 'my-primary',
      db: 0,
      password: 'p@ss',
    });
  });

  it('may name a user, a database and what the Sentinels themselves want', () => {
    const url = 'redis+sentinel://app:secret@h1,h2/primary/5?sentinelUsername=watch&sentinelPassword=a%26b';
    expect(redisAddress(url)).toMatchObject({
      ...{ username: 'app', password: 'secret', db: 5 },
      ...{ sentinelUsername: 'watch', sentinelPassword: 'a&b' },
    });
  });

  it('needs no credentials', () => {
    expect(redisAddress('redis+sentinel://h1/primary')).toEqual({
      sentinels: [{ host: 'h1', port: 26_379 }],
      name: 'primary',
      db: 0,
    });
  });

  it('speaks TLS with Redis and with the Sentinels where it says so', () => {
    const withTls = { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true };
    expect(redisAddress('rediss+sentinel://h1/primary')).toMatchObject(withTls);
    expect(Object.keys(redisAddress('redis+sentinel://h1/primary'))).not.toContain('tls');
  });

  it.each([
    ['hunter2', 'must be a URL like redis://:password@host:6379, or redis+sentinel://'],
    ['http://hunter2', 'must be a URL like redis://'],
    ['redis://', 'must be a URL like redis://'],
    ['sentinel://hunter2/primary', 'must be a URL like redis://'],
    ['redis+sentinel:hunter2', 'must be a URL like redis+sentinel://'],
    ['redis+sentinel://:hunter2@h1', 'must name the primary'],
    ['redis+sentinel://:hunter2@h1,h2/', 'must name the primary'],
    ['redis+sentinel://:hunter2@/primary', 'must list the hosts'],
    ['redis+sentinel://:hunter2@h1,,h2/primary', 'must list the hosts'],
    ['redis+sentinel://:hunter2@h1:0/primary', 'must list the hosts'],
    ['redis+sentinel://:hunter2@h1:99999/primary', 'must list the hosts'],
    ['redis+sentinel://:hunter2@h1:port/primary', 'must list the hosts'],
    ['redis+sentinel://:hunter2@h1, h2/primary', 'must list the hosts'],
    ['redis+sentinel://hunter2@h1/primary', 'must have a colon before the password'],
    ['redis+sentinel://:hunter2@h1/primary/first', 'must have the number of a database'],
    ['redis+sentinel://:hunter2@h1/primary?db=3', 'knows no options but sentinelUsername and sentinelPassword'],
    ['redis+sentinel://:hunter2%@h1/primary', 'has a % that begins no escape'],
    ['redis+sentinel://:hunter2@h1@h2/primary', 'must list the hosts'],
  ])('%s is refused', (url, reason) => {
    const problem = redisUrlProblem(url);
    expect(problem).toContain(reason);
    expect(problem).not.toContain('hunter2');
  });

  it('is required', () => {
    expect(redisUrlProblem(undefined)).toContain('must be a URL like');
  });
});
