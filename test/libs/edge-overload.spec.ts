import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceTokens } from '#platform';
import type { RunningApp } from '../support/app.js';
import { type Answer, send } from '../support/http.js';
import { until } from '../support/until.js';
import { SERVICE_SECRET, startEdgeApp, turnstile } from './edge-app.js';
import { RawSocket } from './raw-socket.js';

const LIMIT = 8;
/** A quarter is kept for requests with a token. */
const FOR_STRANGERS = 6;

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
    await until('nothing is under way', () => admission().underWay === 0);
  });

  const admission = () => app.app.getHttpAdapter().getInstance().admission;
  const ask = (path: string, message: Parameters<typeof send>[2] = {}) =>
    send('GET', `${app.url}/api/v1/edge/${path}`, message);
  /** Asks again while it is refused: a busy machine makes the app lag, and take less for a while. */
  const insist = async (path: string, message: Parameters<typeof send>[2]) => {
    let answer = await ask(path, message);
    await until('it is taken', async () => {
      if (answer.status === 503) answer = await ask(path, message);
      return answer.status !== 503;
    });
    return answer;
  };
  /** So many requests that wait in their handlers; those without a token come first, as they get fewer places. */
  const fill = async (count: number) => {
    for (let n = 0; n < count; n++) {
      slow.push(insist('slow', n < FOR_STRANGERS ? {} : { token }));
      await until('it is under way', () => turnstile.waiting === n + 1);
    }
  };

  it('refuses what is too much at once, with a time to come back, and goes on with what it has', async () => {
    await fill(LIMIT);
    const refused = await ask('open', { token });
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({ code: 'overloaded', status: 503 });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.headers.get('x-request-id')).toBe(refused.body['requestId']);
    expect(['1', '2', '3']).toContain(refused.headers.get('retry-after'));
    turnstile.open();
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(Array<number>(LIMIT).fill(200));
    expect((await insist('open', {})).status).toBe(200);
  });

  it('refuses before it asks who is calling and what is sent', async () => {
    await fill(LIMIT);
    const wrongToken = await ask('known', { token: 'guessed' });
    const wrongBody = await send('POST', `${app.url}/api/v1/edge/note`, { raw: '{' });
    const noRoute = await ask('nothing');
    expect([wrongToken, wrongBody, noRoute].map(({ status }) => status)).toEqual([503, 503, 503]);
  });

  it('keeps places for those with a token: strangers are refused first', async () => {
    await fill(FOR_STRANGERS);
    expect((await ask('open')).status).toBe(503);
    expect((await insist('known', { token })).status).toBe(200);
  });

  it('takes no more than it can of many that come at the same moment', async () => {
    const burst = 4 * LIMIT;
    const answers: Answer[] = [];
    slow = Array.from({ length: burst }, async () => {
      const answer = await ask('slow', { token });
      answers.push(answer);
      return answer;
    });
    await until('each has a place or an answer', () => answers.length + turnstile.waiting === burst);
    expect(turnstile.waiting).toBeLessThanOrEqual(LIMIT);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
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

    it('does not take their time for its own', async () => {
      const took: number[] = [];
      admission().answered = (ms) => took.push(ms);
      const [socket] = await trickle(1);
      await sleep(1_000);
      const sentAt = performance.now();
      socket?.write(body.slice(-1));
      expect((await socket?.untilClosed())?.status).toBe(200);
      await until('its time is known', () => took.length > 0);
      expect(took[0]).toBeLessThan(performance.now() - sentAt);
    });
  });

  it('always tells operators how it is', async () => {
    await fill(LIMIT);
    for (const path of ['live', 'ready']) expect((await send('GET', `${app.url}/health/${path}`)).status).toBe(200);
  });

  it('does not count a place as free while its handler works for a client that has gone', async () => {
    const hangUp = new AbortController();
    const options = { headers: { authorization: `Bearer ${token}` }, signal: hangUp.signal };
    const clients = Array.from({ length: LIMIT }, () =>
      until('it is taken', async () => (await fetch(`${app.url}/api/v1/edge/slow`, options)).status !== 503),
    );
    const gone = Promise.allSettled(clients);
    await until('they are under way', () => turnstile.waiting === LIMIT);
    hangUp.abort();
    expect((await gone).map(({ status }) => status)).toEqual(Array<string>(LIMIT).fill('rejected'));
    expect((await ask('open', { token })).status).toBe(503);
    turnstile.open();
    await until('their handlers are done', () => admission().underWay === 0);
    expect((await insist('open', {})).status).toBe(200);
  });
});
