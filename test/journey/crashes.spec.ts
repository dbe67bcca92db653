import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { EMAIL_QUEUE, mailJobId } from '#contracts';
import { patientRedisOptions } from '#platform';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { type AppProcess, startAppProcess } from '../support/app-process.js';
import { CONFIRMS_HOLDS, TAKES_HOLDS } from '../support/hold-calls.js';
import { send } from '../support/http.js';
import { brokenInvariants, settle } from '../support/invariants.js';
import { Line } from '../support/line.js';
import { until } from '../support/until.js';
import { type BookingBody, GUEST, type TestCategory, TestSystem } from '../support/system.js';

/** The booking app dies by SIGKILL at the worst moments; `system` is what comes up after it, on the same databases. */
describe('the booking process dies', () => {
  let system: TestSystem;
  let line: Line;
  let doomed: AppProcess;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.close());
  beforeEach(async () => {
    category = await system.category(1);
    line = await Line.to(system.inventory.url);
    doomed = await startAppProcess('booking', {
      ...system.env,
      BOOKING_DATABASE_URL: system.databases.bookingUrl,
      HOTEL_INVENTORY_URL: line.url,
    });
  });
  afterEach(async () => {
    await doomed.kill();
    await line.close();
    await settle(system);
    expect(await brokenInvariants(system, 'at-rest')).toEqual([]);
  });

  /** Kills the process when hotel-inventory has done what was asked and its answer is on the way. */
  const dieAtAnswerTo = (request: RegExp) => {
    line.onAnswer = (sent) => {
      if (!request.test(sent.toString('latin1'))) return 'pass';
      void doomed.kill();
      return 'cut';
    };
  };

  const post = async (path: string, key: string) =>
    send<BookingBody>('POST', `${doomed.url}/api/v1${path}`, {
      token: await system.token('guest-1'),
      headers: { 'idempotency-key': key },
      json: path === '/bookings' ? { ...category.stay(), ...GUEST } : undefined,
    });

  it('between hold and booking: the retry stands on the same hold', async () => {
    dieAtAnswerTo(TAKES_HOLDS);
    const key = randomUUID();
    await expect(post('/bookings', key)).rejects.toThrow();
    expect(await system.count('inventory', 'Hold', "categoryId = ? AND status = 'HELD'", [category.id])).toBe(1);
    expect(await system.count('booking', 'Booking', 'roomCategoryId = ?', [category.id])).toBe(0);

    const retry = await system.book(category, { key });
    expect(retry.status).toBe(201);
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });
  });

  it('between the steps of a confirm: the retry confirms', async () => {
    const key = randomUUID();
    expect((await post('/bookings', key)).status).toBe(201);
    dieAtAnswerTo(CONFIRMS_HOLDS);
    await expect(post(`/bookings/confirm/${key}`, key)).rejects.toThrow();
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 1 });

    const retry = await system.confirm(key);
    expect(retry.status).toBe(200);
    expect(retry.body.status).toBe('CONFIRMED');
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 1 });
  });

  it('between the steps of a confirm that nobody repeats: the expiry frees the sold nights', async () => {
    const key = randomUUID();
    const { body } = await post('/bookings', key);
    dieAtAnswerTo(CONFIRMS_HOLDS);
    await expect(post(`/bookings/confirm/${key}`, key)).rejects.toThrow();

    await system.booking.app.get(ExpireBookings, { strict: false }).expire(new Date(Date.now() + 606_000));
    await system.booking.app.get(OutboxRelay, { strict: false }).drain();
    expect(await system.status(body.bookingId)).toBe('EXPIRED');
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 0 });
    expect(await system.count('inventory', 'RoomNight', 'bookingId = ?', [body.bookingId])).toBe(0);
  });

  it('while it frees the rooms of a cancelled booking: the next process frees them', async () => {
    const key = randomUUID();
    const { body } = await post('/bookings', key);
    line.onAnswer = () => 'pass';
    line.mode = 'silent';
    const cancelling = post(`/bookings/${body.bookingId}/cancel`, key).catch(() => undefined);
    await until('the state to come', async () => (await system.status(body.bookingId)) === 'CANCELLED');
    await doomed.kill();
    await cancelling;
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });

    const relay = system.booking.app.get(OutboxRelay, { strict: false });
    await until('the state to come', async () => {
      await relay.drain();
      return (await system.nights(category.id))[1]?.held === 0;
    });
  });

  it('with an event written but not yet queued: the next process queues it', async () => {
    await doomed.kill();
    doomed = await startAppProcess('booking', {
      ...system.env,
      BOOKING_DATABASE_URL: system.databases.bookingUrl,
      HOTEL_INVENTORY_URL: line.url,
      // Nobody listens there: the process cannot hand the event over before it dies.
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    const { body } = await post('/bookings', randomUUID());
    await doomed.kill();
    const unqueued = ['bookingId = ? AND topic = ? AND state = ?', [body.bookingId, 'MAIL', 'PENDING']] as const;
    expect(await system.count('booking', 'Outbox', unqueued[0], [...unqueued[1]])).toBe(1);

    const queue = new Queue(EMAIL_QUEUE, { connection: patientRedisOptions(system.env['REDIS_URL'] ?? '') });
    const relay = system.booking.app.get(OutboxRelay, { strict: false });
    const job = await until(
      'the mail to be in the queue',
      async () => {
        await relay.drain();
        return queue.getJob(mailJobId(body.bookingId, 'held'));
      },
      40_000,
    );
    await queue.close();
    expect(job.data).toMatchObject({ kind: 'held', booking: { bookingId: body.bookingId } });
  });
});
