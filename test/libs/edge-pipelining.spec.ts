import { setTimeout as sleep } from 'node:timers/promises';
import { Metrics, ServiceTokens } from '#platform';
import type { RunningApp } from '../support/app.js';
import { send } from '../support/http.js';
import { valueOf } from '../support/metrics.js';
import { until } from '../support/until.js';
import { SERVICE_SECRET, startEdgeApp, turnstile } from './edge-app.js';
import { RawSocket } from './raw-socket.js';

/** Fewer than the requests of one such connection. */
const MOST = 40;
const AHEAD = 45;
const CONNECTIONS = 5;
/** How long nothing may be read of an answer; in production it is 10 s. Long enough to send a request when all is slow. */
const UNREAD_MS = 3_000;

const ask = (path: string) => `GET /api/v1/edge/${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe('clients that send requests without reading the answers', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await startEdgeApp({ MAX_CONCURRENT_REQUESTS: String(MOST), REQUEST_TIMEOUT_MS: String(UNREAD_MS) });
  });
  afterAll(() => app.close());

  const admission = () => app.app.getHttpAdapter().getInstance().admission;
  const inFlight = () => valueOf(app.app.get(Metrics, { strict: false }), 'staylock_http_requests_in_flight');
  const cut = (reason: string) =>
    valueOf(app.app.get(Metrics, { strict: false }), 'staylock_http_connections_cut_total', { reason });
  const attack = async (requests: string) => {
    const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => RawSocket.to(app.url)));
    for (const socket of sockets) {
      socket.stopReading();
      socket.write(requests);
    }
    return sockets;
  };
  /** As many parallel requests as the app takes at once. */
  const othersAreServed = async () => {
    const answers = await Promise.all(Array.from({ length: MOST }, () => send('GET', `${app.url}/api/v1/edge/open`)));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(MOST).fill(200));
  };
  const nothingIsLeft = () =>
    until('nothing is under way', async () => admission().underWay === 0 && (await inFlight()) === 0, 15_000);

  it('leave nothing behind when they die', async () => {
    const sockets = await attack(ask('big').repeat(AHEAD));
    await sleep(200);
    for (const socket of sockets) socket.hangUp();
    await nothingIsLeft();
    await othersAreServed();
  });

  it('take no slots from others while they live, and are cut off', async () => {
    const before = (await cut('unread')) ?? 0;
    const sockets = await attack(ask('big').repeat(10));
    await until('all is done but the reading', () => admission().underWay === 0, 15_000);
    await othersAreServed();
    await until('they are cut off', async () => (await cut('unread')) === before + CONNECTIONS, 30_000);
    for (const socket of sockets) socket.hangUp();
    await nothingIsLeft();
  });

  it('get so many answers ahead and no more', async () => {
    const socket = await RawSocket.to(app.url);
    socket.write(ask('open').repeat(AHEAD));
    const { all } = await socket.untilClosed();
    expect(all.match(/HTTP\/1\.1 200/g)).toHaveLength(10);
    expect(all.match(/^connection: close/gim)).toHaveLength(1);
    await nothingIsLeft();
  });

  it('are cut off when they go on and on behind an answer that takes its time', async () => {
    turnstile.close();
    const socket = await RawSocket.to(app.url);
    socket.write(ask('slow'));
    await until('it is under way', () => turnstile.waiting === 1);
    socket.write(ask('open').repeat(2_000));
    await socket.untilClosed();
    turnstile.open();
    await nothingIsLeft();
  });

  it('are told of each other: an answer behind one that takes its time does not outlive the connection', async () => {
    turnstile.close();
    const socket = await RawSocket.to(app.url);
    socket.write(ask('slow').repeat(3));
    await until('all are under way', () => turnstile.waiting === 3);
    expect([admission().underWay, await inFlight()]).toEqual([3, 3]);
    socket.hangUp();
    await until('nobody is there to be answered', async () => (await inFlight()) === 0, 15_000);
    // The work goes on all the same.
    expect(admission().underWay).toBe(3);
    turnstile.open();
    await nothingIsLeft();
  });

  it('do not keep a place in the queue once they have gone', async () => {
    turnstile.close();
    const token = await new ServiceTokens('booking', 'staylock', { secret: SERVICE_SECRET }).get();
    const slow = Array.from({ length: MOST }, () => send('GET', `${app.url}/api/v1/edge/slow`, { token }));
    await until('there is no slot left', () => turnstile.waiting === MOST);
    const socket = await RawSocket.to(app.url);
    socket.write(ask('open').repeat(5));
    await until('they wait', () => admission().waiting === 5);
    socket.hangUp();
    await until('they wait no more', () => admission().waiting === 0);
    turnstile.open();
    await Promise.all(slow);
    await nothingIsLeft();
  });
});
