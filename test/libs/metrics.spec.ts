import { connect } from 'node:net';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { DomainError, Metrics, parseEnv, PlatformEnv, PlatformModule, PublicAccess } from '#platform';
import { type RunningApp, startApp } from '../support/app.js';
import { samplesOf, valueOf } from '../support/metrics.js';
import { until } from '../support/until.js';

const TOKEN = 'the token of the metrics';
/** A scrape waits 1 s for an answer; the rest is for a busy machine. */
const SCRAPED_WITHIN_MS = 4_000;

@Controller('sample')
class SampleController {
  @Get('slow')
  @PublicAccess()
  slow() {
    return new Promise(() => undefined);
  }

  @Get('things/:id')
  @PublicAccess()
  thing(@Param('id') id: string) {
    if (id === 'sold-out') throw new DomainError('conflict', 'sold_out', 'Full.');
    if (id === 'broken') throw new Error('nobody foresaw this');
    return { id };
  }
}

@Module({ controllers: [SampleController] })
class SampleModule {}

/** Starts the sample as an app of its own, with its own metrics. */
async function start(variables: Record<string, string> = {}): Promise<RunningApp> {
  const env = parseEnv(PlatformEnv, {
    ...{ NODE_ENV: 'test', LOG_LEVEL: process.env['STAYLOCK_TEST_LOG'] ?? 'silent', PORT: '0' },
    ...{ REDIS_URL: 'redis://127.0.0.1:1', AUTH_SECRET: 'u'.repeat(32), SERVICE_AUTH_SECRET: 's'.repeat(32) },
    ...variables,
  });
  const platform = PlatformModule.forRoot('sample', env, { inject: [], useFactory: () => [] });
  return startApp('sample', { module: SampleModule, imports: [platform] }, env);
}

describe('GET /metrics', () => {
  let app: RunningApp;
  let metrics: Metrics;

  beforeAll(async () => {
    app = await start({ RATE_LIMIT_ADDRESS_PER_MINUTE: '1000' });
    metrics = app.app.get(Metrics, { strict: false });
  });
  afterAll(() => app.close());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${app.url}${path}`, { headers });
  const requests = (labels: Record<string, string>) => valueOf(metrics, 'staylock_http_requests_total', labels);
  const THING = '/api/v1/sample/things/:id';

  it('tells of requests by route, never by path, with status and duration', async () => {
    for (const id of ['1', '2', '3', 'sold-out', 'broken']) await get(`/api/v1/sample/things/${id}`);
    await get('/api/v1/sample/nothing?guest=ada@example.org');
    await fetch(`${app.url}/api/v1/sample/things/1`, { method: 'PROPFIND' });

    const text = await (await get('/metrics')).text();
    expect(await requests({ method: 'GET', route: THING, status: '200' })).toBe(3);
    expect(await requests({ method: 'GET', route: THING, status: '409' })).toBe(1);
    expect(await requests({ method: 'GET', route: THING, status: '500' })).toBe(1);
    const duration = { method: 'GET', route: THING, status: '2xx' };
    expect(await valueOf(metrics, 'staylock_http_request_duration_seconds_count', duration)).toBe(3);
    expect(await valueOf(metrics, 'staylock_http_problems_total', { code: 'sold_out' })).toBe(1);
    expect(await valueOf(metrics, 'staylock_http_problems_total', { code: 'internal_error' })).toBe(1);

    const routes = new Set(samplesOf(text).flatMap(({ labels }) => labels['route'] ?? []));
    expect([...routes].sort()).toEqual([THING, 'unmatched']);
    expect(text).not.toContain('ada@example.org');
    expect(text).not.toContain('sold-out');
  });

  it('counts what is refused before a route has its turn, and not itself', async () => {
    const before = (await requests({ method: 'GET', route: THING, status: '401' })) ?? 0;
    await get('/api/v1/sample/things/1', { authorization: 'Bearer nonsense' });
    expect(await requests({ method: 'GET', route: THING, status: '401' })).toBe(before + 1);
    await get('/metrics');
    await get('/health/live');
    const text = await (await get('/metrics')).text();
    expect(text).not.toMatch(/route="\/(metrics|health)/);
  });

  it('counts a client that leaves before the answer as one, and no longer as in flight', async () => {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /api/v1/sample/slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('the request is under way', async () => valueOf(metrics, 'staylock_http_requests_in_flight'));
    socket.destroy();
    const aborted = { method: 'GET', route: '/api/v1/sample/slow', status: 'aborted' };
    await until('it is counted', async () => requests(aborted));
    expect(await valueOf(metrics, 'staylock_http_requests_in_flight')).toBe(0);
  });

  it('tells how the process is', async () => {
    const names = new Set(samplesOf(await (await get('/metrics')).text()).map(({ name }) => name));
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes', 'process_open_fds']) {
      expect(names).toContain(name);
    }
  });

  it('is open without a token in the environment', async () => {
    const answer = await get('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain');
  });

  it('is shown to nobody without the token that the environment names', async () => {
    const guarded = await start({ METRICS_TOKEN: TOKEN });
    try {
      const ask = (authorization?: string) =>
        fetch(`${guarded.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });
      for (const wrong of [undefined, 'Bearer ', `Bearer ${TOKEN}x`, TOKEN, `Basic ${btoa(TOKEN)}`]) {
        const answer = await ask(wrong);
        expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
        expect(await answer.text()).not.toContain('staylock_');
      }
      expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200);
    } finally {
      await guarded.close();
    }
  });

  it('never waits long for a part that hangs: its metric is absent, and that is counted', async () => {
    const other = await start({ RATE_LIMIT_PROBES_PER_SECOND: '0' });
    try {
      const own = other.app.get(Metrics, { strict: false });
      const gauge = own.gauge('staylock_sample_things', 'Things.');
      let answer: Promise<number> = Promise.resolve(7);
      own.askAtScrape('things', [gauge], async () => [{ gauge, value: await answer }]);
      const scrape = async () => {
        const beganAt = Date.now();
        const samples = samplesOf(await (await fetch(`${other.url}/metrics`)).text());
        expect(Date.now() - beganAt).toBeLessThan(SCRAPED_WITHIN_MS);
        const failures = samples.find(
          (s) => s.name === 'staylock_scrape_errors_total' && s.labels['question'] === 'things',
        );
        return [samples.find((s) => s.name === 'staylock_sample_things')?.value, failures?.value];
      };
      expect(await scrape()).toEqual([7, 0]);
      answer = new Promise(() => undefined);
      await until('the answer is not fresh any more', async () => (await scrape())[0] === undefined);
      await until('it was asked again, in vain', async () => (await scrape())[1] === 2);
      expect((await scrape())[0]).toBeUndefined();
    } finally {
      await other.close();
    }
  });
});

describe('metrics', () => {
  it('of two apps in one process are their own', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.counter('staylock_samples_total', 'Samples.').inc();
    other.counter('staylock_samples_total', 'Samples.');
    expect(await valueOf(one, 'staylock_samples_total')).toBe(1);
    expect(await valueOf(other, 'staylock_samples_total')).toBe(0);
  });

  it('begin at 0 for every combination of known labels: the first event is an increase', async () => {
    const metrics = new Metrics();
    metrics.counter('staylock_samples_total', 'Samples.', { kind: ['a', 'b'], outcome: ['good', 'bad'] });
    const samples = samplesOf(await metrics.registry.metrics()).filter((s) => s.name === 'staylock_samples_total');
    expect(samples.map(({ labels, value }) => [labels['kind'], labels['outcome'], value])).toEqual([
      ['a', 'good', 0],
      ['a', 'bad', 0],
      ['b', 'good', 0],
      ['b', 'bad', 0],
    ]);
  });

  it('asked for by many at once cost one question', async () => {
    const metrics = new Metrics();
    const gauge = metrics.gauge('staylock_sample_things', 'Things.');
    let asked = 0;
    metrics.askAtScrape('things', [gauge], async () => {
      asked++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return [{ gauge, value: 1 }];
    });
    await Promise.all(Array.from({ length: 20 }, () => metrics.render()));
    await metrics.render();
    expect(asked).toBe(1);
  });
});
