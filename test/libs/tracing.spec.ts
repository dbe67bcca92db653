import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppProcess, startAppProcess } from '../support/app-process.js';
import { categoryWithLapsedHold } from '../support/lapsed-hold.js';
import { send } from '../support/http.js';
import { TestSmtpServer } from '../support/smtp-server.js';
import { type BookingBody, GUEST, type TestCategory, TestSystem } from '../support/system.js';
import { TraceReceiver } from '../support/trace-receiver.js';
import { makeThrowAwayFolder } from '../support/throw-away-folder.js';
import { until } from '../support/until.js';

type AppName = 'hotel-inventory' | 'booking' | 'notification';

/** The three apps as processes, each sending its spans to one collector. `system` only makes hotels. */
describe('a trace', () => {
  let collector: TraceReceiver;
  let smtp: TestSmtpServer;
  let system: TestSystem;
  let category: TestCategory;
  const apps = {} as Record<AppName, AppProcess>;
  const logs = makeThrowAwayFolder();

  beforeAll(async () => {
    [collector, smtp, system] = await Promise.all([
      TraceReceiver.start(),
      TestSmtpServer.start(),
      TestSystem.start({ env: { LOCKING: 'on' } }),
    ]);
    category = await system.category(20);
    const env = {
      ...system.env,
      LOG_LEVEL: 'info',
      BOOKING_DATABASE_URL: system.databases.bookingUrl,
      INVENTORY_DATABASE_URL: system.databases.inventoryUrl,
      SMTP_URL: smtp.url,
      MAIL_FROM: 'Staylock <bookings@staylock.example>',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      // Spans are sent every 50 ms.
      OTEL_BSP_SCHEDULE_DELAY: '50',
    };
    apps['hotel-inventory'] = await startAppProcess('hotel-inventory', env, logOf('hotel-inventory'));
    const bookingEnv = { ...env, HOTEL_INVENTORY_URL: apps['hotel-inventory'].url };
    apps.booking = await startAppProcess('booking', bookingEnv, logOf('booking'));
    apps.notification = await startAppProcess('notification', env, logOf('notification'));
  });
  afterAll(async () => {
    await Promise.all(Object.values(apps).map((app) => app.kill()));
    await system.close();
    await Promise.all([collector.stop(), smtp.stop(), logs.remove()]);
  });

  const logOf = (app: AppName) => join(logs.path, `${app}.log`);
  const logged = (app: AppName, msg: string) =>
    readFileSync(logOf(app), 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['msg'] === msg);

  const book = async (headers: Record<string, string> = {}, of = category) =>
    send<BookingBody>('POST', `${apps.booking.url}/api/v1/bookings`, {
      token: await system.token('guest-1'),
      headers,
      json: { ...of.stay(), ...GUEST },
    });
  const rootOf = (requestId: string) =>
    collector.spans.find(
      (span) =>
        span.service === 'booking' &&
        span.attributes['staylock.request_id'] === requestId &&
        span.name.startsWith('POST'),
    );

  it('goes from the guest’s request through hotel-inventory and the outbox to the mail', async () => {
    const answer = await book({ 'x-request-id': 'traced-request-1' });
    expect(answer.status).toBe(201);
    const root = await until('the request’s span', () => rootOf('traced-request-1'));
    const wanted = [
      'booking: POST /api/v1/bookings',
      'booking: hotel-inventory POST /holds',
      'hotel-inventory: POST /api/v1/holds',
      'hotel-inventory: transaction',
      'booking: transaction',
      'booking: outbox append',
      'booking: outbox hand over held',
      'notification: mail held',
      'notification: smtp send',
    ];
    await until('the whole trace', () => wanted.every((name) => collector.namesIn(root.traceId).includes(name))).catch(
      () => undefined,
    );
    expect(collector.namesIn(root.traceId)).toEqual(expect.arrayContaining(wanted));

    // One tree: every span hangs on another one of the same trace, but for the first.
    const spans = collector.spans.filter((span) => span.traceId === root.traceId);
    const ids = new Set(spans.map((span) => span.spanId));
    expect(spans.filter((span) => !span.parentSpanId || !ids.has(span.parentSpanId))).toEqual([root]);
    // Nothing of the guest, and no id of a booking in a name.
    const everything = JSON.stringify(spans.map(({ name, attributes }) => ({ name, attributes })));
    for (const personal of ['ada@example.org', 'Lovelace', answer.body.bookingId]) {
      expect(everything).not.toContain(personal);
    }
  });

  it('is named by the log lines of what is in it, beside the request’s id', async () => {
    await book({ 'x-request-id': 'traced-request-0' });
    const { traceId } = await until('the request’s span', () => rootOf('traced-request-0'));
    const isOurs = (line: Record<string, unknown>) => line['requestId'] === 'traced-request-0';
    const mail = await until('the mail’s line', () => logged('notification', 'mail').find(isOurs));
    expect(mail['traceId']).toBe(traceId);
    const requests = [...logged('booking', 'request'), ...logged('hotel-inventory', 'request')].filter(isOurs);
    expect(requests.map((line) => [line['app'], line['route'], line['traceId']])).toEqual([
      ['booking', '/api/v1/bookings', traceId],
      ['hotel-inventory', '/api/v1/holds', traceId],
    ]);
    const probes = ['booking', 'hotel-inventory', 'notification'] as const;
    for (const app of probes) await fetch(`${apps[app].url}/metrics`);
    for (const app of probes) expect(logged(app, 'request').filter(({ route }) => route === '/metrics')).toEqual([]);
  });

  it('of a caller goes on here', async () => {
    const traceId = randomBytes(16).toString('hex');
    const spanId = randomBytes(8).toString('hex');
    await book({ 'x-request-id': 'traced-request-2', traceparent: `00-${traceId}-${spanId}-01` });
    const root = await until('the request’s span', () => rootOf('traced-request-2'));
    expect([root.traceId, root.parentSpanId]).toEqual([traceId, spanId]);
    await until('the mail’s span', () => collector.namesIn(traceId).includes('notification: mail held'));
  });

  it('goes through the turn of a hold that is tried again', async () => {
    const { status } = await book({ 'x-request-id': 'traced-request-3' }, await categoryWithLapsedHold(system));
    expect(status).toBe(201);
    const { traceId } = await until('the request’s span', () => rootOf('traced-request-3'));
    const wanted = [
      ...['booking: hotel-inventory POST /holds', 'hotel-inventory: POST /api/v1/holds'],
      ...['hotel-inventory: lock', 'booking: outbox append'],
    ];
    await until('the whole trace', () => wanted.every((name) => collector.namesIn(traceId).includes(name))).catch(
      () => undefined,
    );
    expect(collector.namesIn(traceId)).toEqual(expect.arrayContaining(wanted));
  });

  it('is not made of probes, nor of rounds in which there was nothing to do', async () => {
    await fetch(`${apps.booking.url}/health/ready`);
    await fetch(`${apps.booking.url}/metrics`);
    const { headers } = await book();
    await until('a later span', () => rootOf(headers.get('x-request-id') ?? ''));
    const roots = collector.spans.filter((span) => !span.parentSpanId).map(({ name }) => name);
    expect([...new Set(roots)].filter((name) => !name.includes('/api/v1/'))).toEqual([]);
  });
});
