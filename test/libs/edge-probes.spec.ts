import { Controller, Get, Module } from '@nestjs/common';
import { type HealthCheck, Metrics, parseEnv, PlatformEnv, PlatformModule, PublicAccess } from '#platform';
import { type RunningApp, startApp } from '../support/app.js';
import { type AppProcess, startAppProcess } from '../support/app-process.js';
import { sharedRedisUrl } from '../support/databases.js';
import { RawSocket } from './raw-socket.js';

const SECRETS = { AUTH_SECRET: 'u'.repeat(32), SERVICE_AUTH_SECRET: 's'.repeat(32) };

@Controller('sample')
class SampleController {
  @Get()
  @PublicAccess()
  get() {
    return { ok: true };
  }
}

@Module({ controllers: [SampleController] })
class SampleModule {}

describe('what operators ask for', () => {
  let app: RunningApp;
  const made = { pages: 0, checks: 0 };
  const part: HealthCheck = { name: 'part', check: async () => void made.checks++ };

  const start = async (variables: Record<string, string>) => {
    const env = parseEnv(PlatformEnv, {
      ...{ NODE_ENV: 'test', LOG_LEVEL: process.env['STAYLOCK_TEST_LOG'] ?? 'silent', PORT: '0' },
      ...{ REDIS_URL: 'redis://127.0.0.1:1', RATE_LIMIT_USER_PER_MINUTE: '0', RATE_LIMIT_ADDRESS_PER_MINUTE: '0' },
      ...SECRETS,
      ...variables,
    });
    const platform = PlatformModule.forRoot('sample', env, { inject: [], useFactory: () => [part] });
    app = await startApp('sample', { module: SampleModule, imports: [platform] }, env);
    const metrics = app.app.get(Metrics, { strict: false });
    const render = metrics.render.bind(metrics);
    metrics.render = () => {
      made.pages++;
      return render();
    };
    Object.assign(made, { pages: 0, checks: 0 });
  };
  afterEach(() => app.close());

  const get = (path: string) => fetch(app.url + path).then(({ status }) => status);

  it.each<[keyof typeof made, string]>([
    ['pages', '/metrics'],
    ['checks', '/health/ready'],
  ])('is made once a second, however many ask: %s', async (what, path) => {
    await start({ RATE_LIMIT_PROBES_PER_SECOND: '0' });
    const beganAt = Date.now();
    const statuses: number[] = [];
    for (let n = 0; n < 43; n++) statuses.push(...(await Promise.all([get(path), get(path)])));
    expect(new Set(statuses)).toEqual(new Set([200]));
    const seconds = (Date.now() - beganAt) / 1_000;
    expect(made[what]).toBeGreaterThan(0);
    expect(made[what]).toBeLessThanOrEqual(Math.ceil(seconds));
  });

  describe('is told so often to one address', () => {
    const MOST = 5;
    /** What comes back for twice as many requests at once. */
    const flood = async (path: string, address: string, header = '') => {
      const socket = await RawSocket.to(app.url, address);
      const request = (last: boolean) =>
        `GET ${path} HTTP/1.1\r\nHost: x\r\n${header}${last ? 'Connection: close\r\n' : ''}\r\n`;
      // The third refusal on a connection is its last answer.
      socket.write(request(false).repeat(MOST + 1) + request(true));
      const { all } = await socket.untilClosed();
      return [...all.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
    };
    const ENOUGH = [...Array<number>(MOST).fill(200), 429, 429];

    it.each(['/metrics', '/health/ready', '/health/live'])('and no more: %s', async (path) => {
      await start({ RATE_LIMIT_PROBES_PER_SECOND: String(MOST) });
      expect(await flood(path, '127.0.0.2')).toEqual(ENOUGH);
    });

    it('and to others all the same, also those behind the same proxy, and of each kind', async () => {
      await start({ RATE_LIMIT_PROBES_PER_SECOND: String(MOST) });
      // At once: a second later all may ask again anyway.
      const answers = await Promise.all([
        flood('/metrics', '127.0.0.2', 'X-Forwarded-For: 203.0.113.7\r\n'),
        flood('/metrics', '127.0.0.2'),
        flood('/health/ready', '127.0.0.2'),
        flood('/metrics', '127.0.0.3'),
      ]);
      for (const statuses of answers) expect(statuses).toEqual(ENOUGH);
    });

    it('saying when to ask again, and what is wrong', async () => {
      await start({ RATE_LIMIT_PROBES_PER_SECOND: '1' });
      const ask = () => fetch(`${app.url}/health/live`);
      // Many at once: on a busy machine a second may pass between two.
      const refused = (await Promise.all(Array.from({ length: 10 }, ask))).find(({ status }) => status !== 200);
      expect([refused?.status, refused?.headers.get('retry-after')]).toEqual([429, '1']);
      expect(await refused?.json()).toMatchObject({ code: 'rate_limited', status: 429 });
    });
  });
});

describe('in production', () => {
  let app: AppProcess;
  const TOKEN = '3f9a1c7be2d804655e1b90f7ac83d62e';

  const start = async (variables: Record<string, string> = {}) => {
    app = await startAppProcess('notification', {
      ...{ NODE_ENV: 'production', LOG_LEVEL: 'silent', REDIS_URL: sharedRedisUrl() },
      ...{ AUTH_JWKS_URL: 'https://id.example.com/keys', SERVICE_AUTH_SECRET: TOKEN, METRICS_TOKEN: TOKEN },
      ...{ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'Staylock <bookings@staylock.example>' },
      ...variables,
    });
  };
  afterEach(() => app.kill());

  const get = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(app.url + path, { headers })).status;

  it('the documents are not there, and the metrics only for who has the token', async () => {
    await start();
    expect([await get('/docs'), await get('/docs/json')]).toEqual([404, 404]);
    expect(await get('/metrics')).toBe(401);
    expect(await get('/metrics', { authorization: `Bearer ${TOKEN}` })).toBe(200);
  });

  it('the documents are there when they are wanted', async () => {
    await start({ DOCS: 'on' });
    expect(await get('/docs/json')).toBe(200);
  });
});
