import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { RunningApp } from '../support/app.js';
import { send } from '../support/http.js';
import { until } from '../support/until.js';
import { startEdgeApp, turnstile } from './edge-app.js';
import { RawSocket } from './raw-socket.js';

/** Shorter than in production, so that nothing has to wait long. */
const REQUEST_TIMEOUT_MS = 600;
/** Node looks every now and then; the machine may be busy. */
const NOTICED_WITHIN_MS = 10_000;

describe('the edge of an app', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await startEdgeApp({
      REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
      CORS_ORIGINS: 'https://www.example.com,https://staff.example.com',
    });
  });
  afterAll(() => app.close());

  describe('answers what cannot be read as a request as a problem, and closes', () => {
    const HEAD = 'GET /api/v1/edge/open HTTP/1.1\r\nHost: x\r\n';

    it.each<[string, string, number, string]>([
      ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed_request'],
      ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'malformed_request'],
      ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed_request'],
      ['a header without a name', `${HEAD}: x\r\n\r\n`, 400, 'malformed_request'],
      ['a header that goes on in the next line', `${HEAD}A: b\r\n c\r\n\r\n`, 400, 'malformed_request'],
      ['a null byte in a header', `${HEAD}A: \0\r\n\r\n`, 400, 'malformed_request'],
      [
        'two lengths, with which requests are smuggled',
        `POST /api/v1/edge/note HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        400,
        'malformed_request',
      ],
      ['no Host', 'GET /api/v1/edge/open HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed_request'],
      ['17 kB of headers', `${HEAD}A: ${'x'.repeat(17_000)}\r\n\r\n`, 431, 'request_header_fields_too_large'],
      ['an expectation', `${HEAD}Expect: wonders\r\n\r\n`, 417, 'expectation_failed'],
    ])('%s', async (_, text, status, code) => {
      const socket = await RawSocket.to(app.url);
      socket.write(text);
      const answer = await socket.untilClosed();
      expect(answer.status).toBe(status);
      expect(answer.head).toContain('application/problem+json');
      expect(JSON.parse(answer.body)).toMatchObject({ status, code, requestId: expect.any(String) as string });
      expect(answer.head).toMatch(/^X-Request-Id: /im);
    });

    it('but takes headers of 15 kB, and HTTP/1.0 without a Host', async () => {
      for (const text of [
        `${HEAD}A: ${'x'.repeat(15_000)}\r\nConnection: close\r\n\r\n`,
        'GET /api/v1/edge/open HTTP/1.0\r\n\r\n',
      ]) {
        const socket = await RawSocket.to(app.url);
        socket.write(text);
        expect((await socket.untilClosed()).status).toBe(200);
      }
    });
  });

  describe('sends slow clients away', () => {
    const HEADERS = 'POST /api/v1/edge/note HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

    it.each<[string, string, string]>([
      ['that say nothing', '', ''],
      ['that never end their headers', 'GET /api/v1/edge/open HTTP/1.1\r\nHost: x\r\n', 'X: '.repeat(400)],
      ['that never end their body', `${HEADERS}Content-Length: 4000\r\n\r\n{"text":"`, 'x'.repeat(400)],
    ])('%s', async (_, begin, drops) => {
      const socket = await RawSocket.to(app.url);
      const startedAt = Date.now();
      socket.write(begin);
      const dripping = socket.drip(drops, 50);
      const { status, body } = await socket.untilClosed();
      expect(Date.now() - startedAt).toBeLessThan(NOTICED_WITHIN_MS);
      expect(status).toBe(408);
      expect(JSON.parse(body)).toMatchObject({ code: 'request_timeout' });
      await dripping;
    });

    it('and serves the others meanwhile, however many slow ones there are', async () => {
      const slow = await Promise.all(Array.from({ length: 300 }, () => RawSocket.to(app.url)));
      for (const socket of slow) socket.write('GET /api/v1/edge/open HTTP/1.1\r\nHost: x\r\nX-');
      expect((await send('GET', `${app.url}/api/v1/edge/open`)).status).toBe(200);
      const ends = await Promise.all(slow.map((socket) => socket.untilClosed()));
      expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([408]));
    });
  });

  it('closes connections beyond its number unheard, and takes new ones when others have gone', async () => {
    const small = await startEdgeApp({ MAX_CONNECTIONS: '2' });
    const connections = await Promise.all([RawSocket.to(small.url), RawSocket.to(small.url)]);
    const third = await RawSocket.to(small.url);
    expect(await third.untilClosed()).toMatchObject({ status: 0 });
    connections.forEach((connection) => connection.hangUp());
    await until('there is room again', () =>
      fetch(`${small.url}/health/live`, { headers: { connection: 'close' } }).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    await small.close();
  });

  describe('gives one address a share of the connections', () => {
    const SHARE = 5;
    let shared: RunningApp;
    beforeAll(async () => {
      shared = await startEdgeApp({ MAX_CONNECTIONS_PER_ADDRESS: String(SHARE) });
    });
    afterAll(() => shared.close());

    const GET = 'GET /api/v1/edge/open HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const statusFor = async (address: string) => {
      const socket = await RawSocket.to(shared.url, address);
      socket.write(GET);
      return (await socket.untilClosed()).status;
    };

    it('and others theirs, and all of it again when connections have gone', async () => {
      const greedy = await Promise.all(Array.from({ length: SHARE }, () => RawSocket.to(shared.url, '127.0.0.2')));
      expect(await statusFor('127.0.0.2')).toBe(0);
      expect(await statusFor('127.0.0.3')).toBe(200);
      greedy.forEach((socket) => socket.hangUp());
      await until('there is room again', async () => (await statusFor('127.0.0.2')) === 200);
    });

    it('unless it is a proxy, whose connections are those of many', async () => {
      const behind = await startEdgeApp({ MAX_CONNECTIONS_PER_ADDRESS: '2', TRUST_PROXY: '127.0.0.2' });
      const sockets = await Promise.all(Array.from({ length: 10 }, () => RawSocket.to(behind.url, '127.0.0.2')));
      for (const socket of sockets) socket.write(GET);
      const answers = await Promise.all(sockets.map((socket) => socket.untilClosed()));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      await behind.close();
    });
  });

  it('ends the connection of who goes on after 429', async () => {
    const strict = await startEdgeApp({ RATE_LIMIT_ADDRESS_PER_MINUTE: '2' });
    const socket = await RawSocket.to(strict.url);
    socket.write('GET /api/v1/edge/open HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(9));
    const { all } = await socket.untilClosed();
    expect(all.match(/HTTP\/1\.1 \d{3}/g)).toEqual([
      ...Array<string>(2).fill('HTTP/1.1 200'),
      ...Array<string>(3).fill('HTTP/1.1 429'),
    ]);
    await strict.close();
  });

  it('stops although connections are open that ask nothing, or have begun a request and never end it', async () => {
    const stopping = await startEdgeApp({ REQUEST_TIMEOUT_MS: '1500' });
    const silent = await RawSocket.to(stopping.url);
    const slow = await RawSocket.to(stopping.url);
    slow.write('GET /api/v1/edge/open HTTP/1.1\r\nHost: x\r\nX-');
    const asking = await RawSocket.to(stopping.url);
    asking.write('GET /api/v1/edge/slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('a request is under way', () => turnstile.waiting === 1);
    const closed = stopping.close();
    await Promise.all([silent.untilClosed(), slow.untilClosed()]);
    turnstile.open();
    expect((await asking.untilClosed()).status).toBe(200);
    await closed;
    turnstile.close();
  });

  describe('tells browsers', () => {
    it.each([
      ['an answer', 'GET', '/api/v1/edge/open', 200],
      ['a refusal', 'GET', '/api/v1/edge/known', 401],
      ['an unknown route', 'GET', '/nothing', 404],
      ['an unreadable body', 'POST', '/api/v1/edge/note', 400],
      ['a probe', 'GET', '/health/live', 200],
    ])('to load, run and frame nothing of %s', async (_, method, path, status) => {
      const answer = await send(method, app.url + path, method === 'POST' ? { raw: '{' } : {});
      expect(answer.status).toBe(status);
      const { headers } = answer;
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    });
  });

  describe('lets scripts of other web sites call', () => {
    const preflight = (url: string, origin: string) =>
      fetch(url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,idempotency-key',
        },
      });

    it('from the origins of the configuration, with the headers of this API, and without cookies', async () => {
      const url = `${app.url}/api/v1/edge/note`;
      const { status, headers } = await preflight(url, 'https://staff.example.com');
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe('https://staff.example.com');
      expect(headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toMatch(/origin/i);
      const answer = await send('GET', `${app.url}/api/v1/edge/open`, {
        headers: { origin: 'https://www.example.com' },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://www.example.com');
      expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    });

    it.each(['https://evil.example', 'https://www.example.com.evil.example', 'http://www.example.com', 'null'])(
      'and from no other: %s',
      async (origin) => {
        const asked = await preflight(`${app.url}/api/v1/edge/note`, origin);
        expect(asked.headers.get('access-control-allow-origin')).toBeNull();
        const answer = await send('GET', `${app.url}/api/v1/edge/open`, { headers: { origin } });
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      },
    );

    it('from none unless told so', async () => {
      const closed = await startEdgeApp();
      const asked = await preflight(`${closed.url}/api/v1/edge/note`, 'https://www.example.com');
      expect(asked.status).toBe(405);
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
      expect(asked.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      await closed.close();
    });
  });

  it('knows nothing of a request that hung up in the middle of its body', async () => {
    const { admission, server } = app.app.getHttpAdapter().getInstance();
    const begun = once(server, 'request');
    const socket = await RawSocket.to(app.url);
    socket.write('POST /api/v1/edge/note HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
    socket.write('Content-Length: 400\r\n\r\n{"text":"');
    const [, response] = (await begun) as [unknown, ServerResponse];
    socket.hangUp();
    await until('it is over', () => response.closed);
    expect([admission.underWay, turnstile.waiting]).toEqual([0, 0]);
  });
});
