import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnv } from '#platform';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { HoldSweep } from '../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { AppModule as NotificationModule } from '../../apps/notification/src/app.module.js';
import { NotificationEnv } from '../../apps/notification/src/env.js';
import { type RunningApp, startApp } from '../support/app.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { Line } from '../support/line.js';
import { categoryWithLapsedHold } from '../support/lapsed-hold.js';
import { type Sample, samplesOf } from '../support/metrics.js';
import { type PrivateServer, startPrivateRedis } from '../support/services.js';
import { TestSmtpServer } from '../support/smtp-server.js';
import { type TestCategory, TestSystem } from '../support/system.js';
import { until } from '../support/until.js';

/** So old a page may be. */
const FRESH_MS = 1_100;
/** A scrape waits 1 s for what it asks; the rest is for a busy machine. */
const SCRAPED_WITHIN_MS = 4_000;

/** All three apps, a Redis and lines to the databases that the test can cut. */
describe('the metrics of the apps', () => {
  let redis: PrivateServer;
  let smtp: TestSmtpServer;
  let databases: TestDatabases;
  let lines: { booking: Line; inventory: Line };
  let system: TestSystem;
  let notification: RunningApp;
  let category: TestCategory;

  beforeAll(async () => {
    [redis, smtp, databases] = await Promise.all([startPrivateRedis(), TestSmtpServer.start(), createDatabases()]);
    lines = { booking: await Line.to(databases.bookingUrl), inventory: await Line.to(databases.inventoryUrl) };
    system = await TestSystem.start({
      redisUrl: redis.url,
      databases,
      bookingDatabaseUrl: lines.booking.url,
      inventoryDatabaseUrl: lines.inventory.url,
    });
    const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'Staylock <bookings@staylock.example>' };
    const env = parseEnv(NotificationEnv, { ...system.env, ...mail });
    notification = await startApp('notification', NotificationModule.forRoot(env), env);
    category = await system.category(2);
  });
  afterAll(async () => {
    await redis.start();
    await notification.close();
    await system.close();
    await Promise.all([lines.booking.close(), lines.inventory.close(), smtp.stop()]);
    await databases.drop();
    await redis.remove();
  });

  const scrape = async (url: string): Promise<Sample[]> => {
    // The page of a moment ago would be given again.
    await sleep(FRESH_MS);
    const beganAt = Date.now();
    const answer = await fetch(`${url}/metrics`);
    expect(answer.status).toBe(200);
    const samples = samplesOf(await answer.text());
    expect(Date.now() - beganAt).toBeLessThan(SCRAPED_WITHIN_MS);
    return samples;
  };
  /** The sum over the series that have these labels; undefined without any. */
  const sum = (samples: Sample[], name: string, labels: Record<string, string> = {}): number | undefined => {
    const found = samples.filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    );
    return found.length === 0 ? undefined : found.reduce((total, { value }) => total + value, 0);
  };

  /** A machine that is very busy answers 503: whoever books then repeats. */
  const book = async (rooms: number, key = randomUUID(), of = category) => {
    const booked = async () => {
      const answer = await system.book(of, { key, rooms });
      return answer.status === 201 ? answer.body : undefined;
    };
    return until('the booking is taken', booked);
  };

  it('tell of a booking from the request to the mail', async () => {
    const key = randomUUID();
    const { bookingId } = await book(2, key);
    await book(2, key);
    await until('there is none left', async () => (await system.book(category, { rooms: 1 })).status === 409);
    await system.confirm(key);
    const sent = async (kind: string) =>
      sum(await scrape(notification.url), 'staylock_mails_total', { kind, outcome: 'sent' });
    await until('the mail about the confirmation', () => sent('confirmed'));
    await system.cancel(bookingId);
    await until('the mail about the cancellation', () => sent('cancelled'));

    await book(1, randomUUID(), await categoryWithLapsedHold(system));

    const booking = await scrape(system.booking.url);
    const route = { method: 'POST', route: '/api/v1/bookings' };
    expect(sum(booking, 'staylock_http_requests_total', { ...route, status: '201' })).toBe(3);
    expect(sum(booking, 'staylock_http_requests_total', { ...route, status: '409' })).toBe(1);
    expect(sum(booking, 'staylock_http_problems_total', { code: 'sold_out' })).toBe(1);
    expect(sum(booking, 'staylock_idempotent_replays_total')).toBeGreaterThanOrEqual(1);
    expect(sum(booking, 'staylock_booking_events_total', { kind: 'held' })).toBe(2);
    for (const kind of ['confirmed', 'cancelled']) {
      expect([kind, sum(booking, 'staylock_booking_events_total', { kind })]).toEqual([kind, 1]);
    }
    expect(sum(booking, 'staylock_booking_events_total', { kind: 'expired' })).toBe(0);
    const calls = 'staylock_inventory_call_duration_seconds_count';
    // Three taken, one refused, and what ended them.
    expect(sum(booking, calls, { call: 'POST /holds', outcome: 'ok' })).toBeGreaterThanOrEqual(5);
    expect(sum(booking, 'staylock_inventory_circuit_open')).toBe(0);
    expect(sum(booking, 'staylock_outbox_deliveries_total', { topic: 'HOLD_RELEASE', outcome: 'delivered' })).toBe(1);
    expect(sum(booking, 'staylock_outbox_events', { topic: 'MAIL', state: 'DEAD' })).toBe(0);
    expect(sum(booking, 'staylock_queue_jobs', { queue: 'email-producer', state: 'waiting' })).toBe(0);
    expect(sum(booking, 'staylock_database_connections_max')).toBe(20);
    expect(sum(booking, 'staylock_database_connections')).toBeGreaterThan(0);
    expect(sum(booking, 'staylock_task_runs_total', { task: 'deliver-outbox', outcome: 'failed' })).toBe(0);
    expect(sum(booking, 'staylock_dependency_up', { dependency: 'database' })).toBe(1);

    const inventory = await scrape(system.inventory.url);
    for (const change of ['taken', 'confirmed', 'released']) {
      expect([change, sum(inventory, 'staylock_holds_total', { change })]).not.toEqual([change, 0]);
    }
    expect(sum(inventory, 'staylock_locks_total', { purpose: 'turn', outcome: 'acquired' })).toBeGreaterThanOrEqual(1);
    expect(sum(inventory, 'staylock_lock_wait_seconds_count')).toBeGreaterThanOrEqual(1);
    expect(sum(inventory, 'staylock_holds_overdue_seconds')).toBe(0);
    expect(sum(inventory, 'staylock_night_generations_unfinished')).toBe(0);
    expect(sum(inventory, 'staylock_queue_jobs', { queue: 'night-generation', state: 'active' })).toBe(0);
    expect(sum(inventory, 'staylock_hold_refusals_total', { code: 'sold_out' })).toBeGreaterThanOrEqual(1);
    for (const hold of [
      { route: '/api/v1/holds', method: 'POST', status: '200' },
      { route: '/api/v1/holds/confirmations', method: 'POST', status: '200' },
      { route: '/api/v1/holds/releases', method: 'POST', status: '200' },
    ]) {
      expect(sum(inventory, 'staylock_http_requests_total', hold)).toBeGreaterThanOrEqual(1);
    }

    const mails = await scrape(notification.url);
    expect(sum(mails, 'staylock_mails_total', { kind: 'confirmed', outcome: 'sent' })).toBe(1);
    expect(sum(mails, 'staylock_mail_delay_seconds_count', { kind: 'cancelled' })).toBe(1);
    expect(sum(mails, 'staylock_mails_unrecorded_total')).toBe(0);
    expect(sum(mails, 'staylock_dependency_up', { dependency: 'redis' })).toBe(1);

    const everything = JSON.stringify([booking, inventory, mails]);
    for (const personal of [bookingId, key, 'guest-1', 'ada@example.org', 'Lovelace']) {
      expect(everything).not.toContain(personal);
    }
  });

  it('tell of lapsed holds and expired bookings', async () => {
    // Beside the one that is there.
    await book(1);
    await system.inventory.app.get(HoldSweep, { strict: false }).sweep(new Date(Date.now() + 3_600_000));
    await system.booking.app.get(ExpireBookings, { strict: false }).expire(new Date(Date.now() + 3_600_000));
    expect(
      sum(await scrape(system.inventory.url), 'staylock_holds_total', { change: 'lapsed' }),
    ).toBeGreaterThanOrEqual(1);
    expect(sum(await scrape(system.booking.url), 'staylock_booking_events_total', { kind: 'expired' })).toBe(2);
  });

  it('are there while Redis is away: what only Redis knows is absent, and that is counted', async () => {
    const withLapsedHold = await categoryWithLapsedHold(system);
    await redis.stop();
    try {
      await book(1, randomUUID(), withLapsedHold);
      const booking = await until('Redis is missed', async () => {
        const samples = await scrape(system.booking.url);
        return sum(samples, 'staylock_queue_jobs') === undefined ? samples : undefined;
      });
      expect(sum(booking, 'staylock_scrape_errors_total', { question: 'queue email-producer' })).toBeGreaterThan(0);
      expect(sum(booking, 'staylock_outbox_events', { topic: 'MAIL', state: 'PENDING' })).toBeGreaterThan(0);
      expect(sum(await scrape(notification.url), 'staylock_dependency_up', { dependency: 'redis' })).toBe(0);
      const inventory = await scrape(system.inventory.url);
      const withoutRedis = { purpose: 'turn', outcome: 'without_redis' };
      expect(sum(inventory, 'staylock_locks_total', withoutRedis)).toBeGreaterThanOrEqual(1);
      expect(sum(inventory, 'staylock_holds_overdue_seconds')).toBe(0);
    } finally {
      await redis.start();
    }
    await until(
      'Redis is back',
      async () => sum(await scrape(system.booking.url), 'staylock_queue_jobs') !== undefined,
    );
  });

  it.each(['refuse', 'silent'] as const)(
    'are there while the databases %s: what only they know is absent',
    async (mode) => {
      for (const line of [lines.booking, lines.inventory]) {
        line.mode = mode;
        if (mode === 'refuse') line.cutAll();
      }
      try {
        for (const [url, known] of [
          [system.booking.url, 'staylock_outbox_events'],
          [system.inventory.url, 'staylock_holds_overdue_seconds'],
        ] as const) {
          const samples = await until('the database is missed', async () => {
            const samples = await scrape(url);
            // The question of a busy machine may end before that of its health does.
            const isMissed = sum(samples, 'staylock_dependency_up', { dependency: 'database' }) === 0;
            return isMissed && sum(samples, known) === undefined ? samples : undefined;
          });
          expect(sum(samples, 'staylock_scrape_errors_total')).toBeGreaterThan(0);
          expect(sum(samples, 'staylock_http_requests_total')).toBeGreaterThan(0);
        }
      } finally {
        for (const line of [lines.booking, lines.inventory]) {
          line.mode = 'pass';
          line.cutAll();
        }
      }
      await until(
        'the database is back',
        async () => sum(await scrape(system.booking.url), 'staylock_outbox_events') !== undefined,
      );
    },
  );
});
