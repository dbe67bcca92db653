import { ServiceTokens } from '#platform';
import type { RunningApp } from '../support/app.js';
import { type Answer, send } from '../support/http.js';
import { until } from '../support/until.js';
import { SERVICE_SECRET, startEdgeApp, turnstile } from './edge-app.js';
import { RawSocket } from './raw-socket.js';

const LIMIT = 8;
/** So many may wait, whatever they are. */
const MOST_WAITING = 2_000;

describe('an app with more requests than it can do', () => {
  let app: RunningApp;
  let token: string;
  let slow: Promise<Answer>[];

  beforeAll(async () => {
    app = await startEdgeApp({ MAX_CONCURRENT_REQUESTS: String(LIMIT) });
    token = await new ServiceTokens('booking', 'staylock', { secret: SERVICE_SECRET }).get();
  });
  afterAll(() => app.close());

  beforeEach(() => {
    slow = [];
    turnstile.close();
  });
  afterEach(async () => {
    turnstile.open();
    await Promise.allSettled(slow);
    await until('nothing is under way, and the queue has rested', () => {
      return admission().underWay === 0 && admission().hasRested();
    });
  });

  const admission = () => app.app.getHttpAdapter().getInstance().admission;
  const ask = (path: string, message: Parameters<typeof send>[2] = {}) =>
    send('GET', `${app.url}/api/v1/edge/${path}`, message);
  /** So many requests that wait in their handlers. */
  const fill = async (count = LIMIT) => {
    for (let n = 0; n < count; n++) slow.push(ask('slow', { token }));
    await until('they are under way', () => turnstile.waiting === count);
  };
  /** A queue in which nothing moves, and as long as it may be. */
  const crowd = () => {
    const tickets = Array.from({ length: MOST_WAITING }, () =>
      admission().wait(
        'finish',
        (slot) => slot.free(),
        () => undefined,
      ),
    );
    return () => tickets.forEach((ticket) => ticket && admission().giveUp(ticket));
  };

  it('lets what is too much at once wait, and serves it when there is room', async () => {
    await fill();
    const later = Array.from({ length: 3 * LIMIT }, () => ask('open'));
    await until('they wait', () => admission().waiting === 3 * LIMIT);
    expect(admission().underWay).toBe(LIMIT);
    turnstile.open();
    expect(new Set((await Promise.all([...slow, ...later])).map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('refuses what has waited for a second, with a time to come back', async () => {
    await fill();
    const beganAt = Date.now();
    const refused = await ask('open', { token });
    expect(Date.now() - beganAt).toBeGreaterThan(900);
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({ code: 'overloaded', status: 503 });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.headers.get('x-request-id')).toBe(refused.body['requestId']);
    expect(['1', '2', '3']).toContain(refused.headers.get('retry-after'));
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('refuses before it asks who is calling and what is sent, when too many wait already', async () => {
    await fill();
    const disperse = crowd();
    const wrongToken = await ask('known', { token: 'guessed' });
    const wrongBody = await send('POST', `${app.url}/api/v1/edge/note`, { raw: '{' });
    const noRoute = await ask('nothing');
    disperse();
    expect([wrongToken, wrongBody, noRoute].map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(wrongBody.headers.get('x-request-id')).toBe(wrongBody.body['requestId']);
  });

  it('serves those with a token before strangers, and what ends a booking before what begins one', async () => {
    await fill();
    const order: string[] = [];
    const named = async (name: string, answer: Promise<Answer>) => {
      expect((await answer).status).toBe(200);
      order.push(name);
    };
    const waiting: Promise<void>[] = [];
    const queue = async (name: string, answer: () => Promise<Answer>) => {
      const before = admission().waiting;
      waiting.push(named(name, answer()));
      await until('it waits', () => admission().waiting > before);
    };
    await queue('stranger', () => ask('slow'));
    await queue('reader', () => ask('slow', { token }));
    await queue('guest', () => send('POST', `${app.url}/api/v1/edge/slow`, { token }));
    await queue('end', () => send('POST', `${app.url}/api/v1/edge/end`, { token }));
    // One slot comes free, and from then on one after the other.
    turnstile.letOneByOne();
    await Promise.all([...slow, ...waiting]);
    expect(order).toEqual(['end', 'guest', 'reader', 'stranger']);
  });

  it('gives each request its own id although another one makes room for it', async () => {
    await fill();
    const ids = Array.from({ length: LIMIT }, (_, n) => `request-of-${n}`);
    const later = ids.map((id) => ask('id', { headers: { 'x-request-id': id } }));
    await until('they wait', () => admission().waiting === LIMIT);
    turnstile.open();
    expect((await Promise.all(later)).map(({ body }) => body['requestId'])).toEqual(ids);
  });

  it('takes no more at once than it can of many that come at the same moment', async () => {
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, turnstile.waiting)), 1);
    slow = Array.from({ length: 4 * LIMIT }, () => ask('slow', { token }));
    await until('the first are under way', () => turnstile.waiting === LIMIT);
    await until('the others wait', () => admission().waiting === 3 * LIMIT);
    turnstile.open();
    expect(new Set((await Promise.all(slow)).map(({ status }) => status))).toEqual(new Set([200]));
    clearInterval(watch);
    expect(most).toBe(LIMIT);
  });

  describe('while bodies trickle in', () => {
    const body = JSON.stringify({ text: 'slow' });
    const head = [
      ...['POST /api/v1/edge/note HTTP/1.1', 'Host: x', 'Content-Type: application/json', 'Connection: close'],
      `Content-Length: ${body.length}`,
    ].join('\r\n');
    /** Clients who have sent all but the last byte, which the app has begun to hear. */
    const trickle = async (count: number) => {
      let begun = 0;
      const hear = () => begun++;
      const { server } = app.app.getHttpAdapter().getInstance();
      server.on('request', hear);
      const sockets = await Promise.all(Array.from({ length: count }, () => RawSocket.to(app.url)));
      for (const socket of sockets) socket.write(`${head}\r\n\r\n${body.slice(0, -1)}`);
      await until('all have begun', () => begun === count);
      server.off('request', hear);
      return sockets;
    };

    it('gives them no places, which others need meanwhile', async () => {
      const sockets = await trickle(3 * LIMIT);
      expect(admission().underWay).toBe(0);
      await fill(LIMIT);
      turnstile.open();
      expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(Array<number>(LIMIT).fill(200));
      const last = sockets.pop();
      for (const socket of sockets) socket.hangUp();
      last?.write(body.slice(-1));
      expect((await last?.untilClosed())?.status).toBe(200);
    });
  });

  it('always tells operators how it is', async () => {
    await fill(LIMIT);
    for (const path of ['live', 'ready']) expect((await send('GET', `${app.url}/health/${path}`)).status).toBe(200);
  });

  it('does not count a place as free while its handler works for a client that has gone', async () => {
    const hangUp = new AbortController();
    const options = { headers: { authorization: `Bearer ${token}` }, signal: hangUp.signal };
    const gone = Promise.allSettled(Array.from({ length: LIMIT }, () => fetch(`${app.url}/api/v1/edge/slow`, options)));
    await until('they are under way', () => turnstile.waiting === LIMIT);
    hangUp.abort();
    expect((await gone).map(({ status }) => status)).toEqual(Array<string>(LIMIT).fill('rejected'));
    expect(admission().underWay).toBe(LIMIT);
    expect((await ask('open', { token })).status).toBe(503);
    turnstile.open();
    await until('their handlers are done', () => admission().underWay === 0);
    expect((await ask('open')).status).toBe(200);
  });
});
