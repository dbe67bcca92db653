import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { generateKeyPair, SignJWT } from 'jose';
import { ServiceTokens, signUserToken } from '#platform';
import { ISSUER, USER_AUDIENCE } from '../../libs/platform/src/auth/tokens.js';
import { RateLimits } from '../../libs/platform/src/rate-limit/rate-limits.js';
import type { RunningApp } from '../support/app.js';
import { type Answer, send } from '../support/http.js';
import { type PrivateServer, startPrivateRedis } from '../support/services.js';
import { until } from '../support/until.js';
import { SERVICE_SECRET, startEdgeApp, USER_SECRET } from './edge-app.js';

const USER_LIMIT = 5;
const ADDRESS_LIMIT = 3;

describe('rate limits', () => {
  let server: PrivateServer;
  let redis: Redis;
  let app: RunningApp;
  const apps: RunningApp[] = [];

  const start = async (variables: Record<string, string> = {}, name?: string) => {
    const limits = { RATE_LIMIT_USER_PER_MINUTE: `${USER_LIMIT}`, RATE_LIMIT_ADDRESS_PER_MINUTE: `${ADDRESS_LIMIT}` };
    const started = await startEdgeApp({ REDIS_URL: server.url, ...limits, ...variables }, name);
    apps.push(started);
    if (variables['RATE_LIMIT_USER_PER_MINUTE'] !== '0') await untilShared(started, name);
    return started;
  };
  /** Until the app counts in Redis, which it does not while it has no connection yet or leaves Redis alone. */
  const untilShared = async (app: RunningApp, name = 'edge') => {
    await until('the limits are in Redis', async () => {
      const user = randomUUID();
      await ask('/api/v1/edge/known', { token: await tokenOf(user), app });
      return (await redis.exists(`rate:${name}:user:${user}`)) === 1;
    });
  };
  beforeAll(async () => {
    server = await startPrivateRedis();
    redis = new Redis(server.url);
    redis.on('error', () => undefined);
    // Whatever address the tests say they come from is believed.
    app = await start({ TRUST_PROXY: 'loopback' });
  });
  afterAll(async () => {
    await Promise.all(apps.map((each) => each.close()));
    redis.disconnect();
    await server.remove();
  });

  const tokenOf = (userId: string) => signUserToken(USER_SECRET, { userId, role: 'guest' }, 60);
  /** An address that nobody else in these tests has. */
  let lastAddress = 0;
  const anAddress = () => `203.0.113.${++lastAddress}`;
  const ask = (path: string, who: { token?: string | undefined; from?: string; app?: RunningApp } = {}) =>
    send('GET', `${(who.app ?? app).url}${path}`, {
      ...(who.token === undefined ? {} : { token: who.token }),
      headers: who.from === undefined ? {} : { 'x-forwarded-for': who.from },
    });
  const times = async (count: number, request: () => Promise<Answer>) => {
    const answers: Answer[] = [];
    for (let n = 0; n < count; n++) answers.push(await request());
    return answers;
  };
  const statuses = (answers: Answer[]) => answers.map(({ status }) => status);

  it('are per user, whatever address they come from, and told with every answer', async () => {
    const token = await tokenOf('ada');
    const answers = await times(USER_LIMIT + 1, () => ask('/api/v1/edge/known', { token, from: anAddress() }));
    expect(statuses(answers)).toEqual([...Array<number>(USER_LIMIT).fill(200), 429]);
    answers.forEach(({ headers }, n) => {
      expect(headers.get('ratelimit-policy')).toBe(`"user";q=${USER_LIMIT};w=60`);
      const left = Math.max(0, USER_LIMIT - 1 - n);
      expect(headers.get('ratelimit')).toMatch(new RegExp(`^"user";r=${left};t=([1-9]|[1-5][0-9]|60)$`));
    });
    const refusal = answers.at(-1);
    expect(refusal?.body).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(refusal?.headers.get('content-type')).toContain('application/problem+json');
    const wait = Number(refusal?.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await ask('/api/v1/edge/known', { token: await tokenOf('grace') })).status).toBe(200);
  });

  it('begin anew when the window is over', async () => {
    const token = await tokenOf('window');
    await ask('/api/v1/edge/known', { token });
    const [key = ''] = await redis.keys('*user:window');
    expect(await redis.pttl(key)).toBeGreaterThan(50_000);
    await redis.pexpire(key, 1);
    await until('the window is over', async () => (await redis.exists(key)) === 0);
    const { headers } = await ask('/api/v1/edge/known', { token });
    expect(headers.get('ratelimit')).toContain(`r=${USER_LIMIT - 1};`);
  });

  it('are per address for who sends no token, and for wrong tokens and unknown routes as well', async () => {
    const from = anAddress();
    const answers = [
      await ask('/api/v1/edge/open', { from }),
      await ask('/api/v1/edge/known', { from, token: 'guessed' }),
      await ask('/api/v1/nothing', { from }),
      await ask('/api/v1/edge/known', { from, token: 'guessed' }),
      await ask('/api/v1/edge/open', { from }),
    ];
    expect(statuses(answers)).toEqual([200, 401, 404, 429, 429]);
    expect(answers[0]?.headers.get('ratelimit-policy')).toBe(`"address";q=${ADDRESS_LIMIT};w=60`);
    // Who has a good token is not held to account for the others behind the same address, nor are other addresses.
    expect((await ask('/api/v1/edge/known', { from, token: await tokenOf('neighbour') })).status).toBe(200);
    expect((await ask('/api/v1/edge/open', { from: anAddress() })).status).toBe(200);
  });

  it('take the addresses of one IPv6 network for one', async () => {
    const answers = [];
    for (const last of ['::1', '::2', ':abcd::3', '::4']) {
      answers.push(await ask('/api/v1/edge/open', { from: `2001:db8:7:7${last}` }));
    }
    expect(statuses(answers)).toEqual([200, 200, 200, 429]);
    expect((await ask('/api/v1/edge/open', { from: '2001:db8:7:8::1' })).status).toBe(200);
  });

  it('do not believe a client who says that it is another one', async () => {
    const strict = await start({}, 'strict');
    const answers = await times(ADDRESS_LIMIT + 1, () => ask('/api/v1/edge/open', { from: anAddress(), app: strict }));
    expect(statuses(answers).at(-1)).toBe(429);
    // Only the last hop is the balancer's word: what the client wrote before it is not believed either.
    const real = anAddress();
    const chained = await times(ADDRESS_LIMIT + 1, () => ask('/api/v1/edge/open', { from: `${anAddress()}, ${real}` }));
    expect(statuses(chained).at(-1)).toBe(429);
  });

  it('are not for services, nor for the probes of operators', async () => {
    const token = await new ServiceTokens('booking', 'staylock', { secret: SERVICE_SECRET }).get();
    const calls = await times(USER_LIMIT + ADDRESS_LIMIT + 2, () => ask('/api/v1/edge/known', { token }));
    expect(new Set(statuses(calls))).toEqual(new Set([200]));
    expect(calls[0]?.headers.get('ratelimit')).toBeNull();
    const from = anAddress();
    const probes = await times(ADDRESS_LIMIT + 2, () => ask('/health/live', { from }));
    expect(new Set(statuses(probes))).toEqual(new Set([200]));
  });

  it('do not hold an address to account for tokens that cannot be checked, as their keys are away', async () => {
    const keys = { AUTH_JWKS_URL: 'http://127.0.0.1:1/jwks', RATE_LIMIT_ADDRESS_PER_MINUTE: `${ADDRESS_LIMIT}` };
    const keyless = await startEdgeApp({ REDIS_URL: server.url, ...keys }, 'keyless');
    apps.push(keyless);
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT({ aud: USER_AUDIENCE, iss: ISSUER, sub: 'ada', role: 'guest' })
      .setProtectedHeader({ alg: 'ES256', kid: 'away' })
      .setExpirationTime('1m')
      .sign(privateKey);
    const answers = await times(ADDRESS_LIMIT + 2, () => ask('/api/v1/edge/known', { token, app: keyless }));
    expect(new Set(answers.map(({ body }) => body['code']))).toEqual(new Set(['auth_keys_unavailable']));
    expect(new Set(statuses(answers))).toEqual(new Set([503]));
  });

  it('let a client go who has hung up, and has no address any more', async () => {
    await expect(app.app.get(RateLimits).count(undefined, undefined)).resolves.toBeUndefined();
  });

  it('refuse before the body is looked at', async () => {
    const from = anAddress();
    await times(ADDRESS_LIMIT, () => ask('/api/v1/edge/open', { from }));
    const answer = await send('POST', `${app.url}/api/v1/edge/note`, {
      raw: '{',
      headers: { 'x-forwarded-for': from },
    });
    expect(answer.status).toBe(429);
  });

  it('are shared by the replicas of an app, and not with other apps', async () => {
    const [replica, other] = [await start(), await start({}, 'other')];
    const token = await tokenOf('traveller');
    await times(USER_LIMIT, () => ask('/api/v1/edge/known', { token }));
    expect((await ask('/api/v1/edge/known', { token, app: replica })).status).toBe(429);
    expect((await ask('/api/v1/edge/known', { token, app: other })).status).toBe(200);
  });

  it('are off where they are 0, and say nothing then', async () => {
    const open = await start({ RATE_LIMIT_USER_PER_MINUTE: '0', RATE_LIMIT_ADDRESS_PER_MINUTE: '0' });
    const answers = await times(USER_LIMIT + 2, () => ask('/api/v1/edge/open', { app: open }));
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    expect(answers[0]?.headers.get('ratelimit-policy')).toBeNull();
  });

  it('ask Redis once a request, and not at all for who is over the limit', async () => {
    const token = await tokenOf('counted');
    const asked = async () => Number(/total_commands_processed:(\d+)/.exec(await redis.info('stats'))?.[1]);
    await ask('/api/v1/edge/known', { token });
    const before = await asked();
    await times(USER_LIMIT - 1, () => ask('/api/v1/edge/known', { token }));
    // The script, and within it four commands at most; and the INFO that is counted here.
    expect((await asked()) - before).toBeLessThanOrEqual((USER_LIMIT - 1) * 5 + 1);
    await ask('/api/v1/edge/known', { token });
    const full = await asked();
    await times(10, () => ask('/api/v1/edge/known', { token }));
    expect((await asked()) - full).toBe(1);
  });

  describe('when Redis does not answer', () => {
    it.each([
      ['is frozen', async () => server.pause(), async () => server.resume()],
      ['is gone', () => server.kill(), () => server.start()],
    ])('because it %s, are kept by the app itself, and delay nobody', async (_, takeAway, bringBack) => {
      const token = await tokenOf(randomUUID());
      await ask('/api/v1/edge/known', { token });
      await takeAway();
      try {
        const waited: number[] = [];
        const answers = await times(USER_LIMIT + 1, async () => {
          const startedAt = performance.now();
          const answer = await ask('/api/v1/edge/known', { token });
          waited.push(performance.now() - startedAt);
          return answer;
        });
        expect(statuses(answers)).toEqual([...Array<number>(USER_LIMIT).fill(200), 429]);
        // 80 ms for Redis, and generously for a busy machine; the later ones wait for nothing.
        expect(Math.max(...waited)).toBeLessThan(1_000);
      } finally {
        await bringBack();
      }
      await untilShared(app);
    });
  });
});
