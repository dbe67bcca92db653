import { randomUUID } from 'node:crypto';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { RELEASES_HOLDS, TAKES_HOLDS } from '../support/hold-calls.js';
import { brokenInvariants } from '../support/invariants.js';
import { Line, type Mode } from '../support/line.js';
import type { Answer } from '../support/http.js';
import { type BookingBody, type TestCategory, TestSystem } from '../support/system.js';
import { until } from '../support/until.js';

describe('hotel-inventory is away', () => {
  let line: Line;
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start({
      inventoryLine: async (url) => {
        line = await Line.to(url);
        return line.url;
      },
    });
  });
  afterAll(async () => {
    await system.close();
    await line.close();
  });
  beforeEach(async () => {
    category = await system.category(1);
  });
  afterEach(() => {
    line.mode = 'pass';
    line.onAnswer = () => 'pass';
  });

  /** The circuit breaker lets calls through again a moment after the fault ends; a client waits as it was told. */
  const untilOpen = (ask: () => Promise<Answer<BookingBody>>) =>
    until('an answer that is no 503', async () => {
      await system.booking.app.get(OutboxRelay, { strict: false }).drain();
      const answer = await ask();
      return answer.status === 201 ? answer : undefined;
    });

  it.each<[string, Mode]>([
    ['refuses connections', 'refuse'],
    ['says nothing', 'silent'],
    ['talks nonsense', 'garbage'],
  ])('and %s: a 503 that says when to come back, and nothing is booked', async (_, mode) => {
    line.cutAll();
    line.mode = mode;
    const key = randomUUID();
    const begun = Date.now();
    const answer = await system.book(category, { key });
    // The promise is two seconds; the rest is for a machine that is busy with other tests.
    expect(Date.now() - begun).toBeLessThan(3_000);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'hotel_inventory_unavailable' });
    expect(await system.count('booking', 'Booking', 'roomCategoryId = ?', [category.id])).toBe(0);

    line.cutAll();
    line.mode = 'pass';
    expect((await untilOpen(() => system.book(category, { key }))).status).toBe(201);
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });
    expect(await brokenInvariants(system)).toEqual([]);
  });

  it('and the answer to a hold is lost: at most a hold that lapses, and the retry stands on it', async () => {
    line.onAnswer = (sent) => (TAKES_HOLDS.test(sent.toString('latin1')) ? 'cut' : 'pass');
    const key = randomUUID();
    expect((await system.book(category, { key })).status).toBe(503);
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });
    expect(await brokenInvariants(system)).toEqual([]);

    line.onAnswer = () => 'pass';
    expect((await untilOpen(() => system.book(category, { key }))).status).toBe(201);
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });
  });

  it('and a confirm is answered with a 503 that says when to come back: the booking waits, and is confirmed later', async () => {
    const { body } = await system.book(category);
    line.cutAll();
    line.mode = 'refuse';
    const away = await system.confirm(body.idempotencyKey);
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(away.body).toMatchObject({ code: 'hotel_inventory_unavailable' });
    expect(await system.status(body.bookingId)).toBe('PENDING');
    expect(await system.holdStatus(body.bookingId)).toBe('HELD');

    line.mode = 'pass';
    const back = await until('a confirm that is no 503', async () => {
      const answer = await system.confirm(body.idempotencyKey);
      return answer.status === 503 ? undefined : answer;
    });
    expect([back.status, back.body.status]).toEqual([200, 'CONFIRMED']);
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 1 });
    expect(await brokenInvariants(system)).toEqual([]);
  });

  it('still lets guests see and cancel their bookings; the rooms come free when it is back', async () => {
    const { body } = await system.book(category);
    line.cutAll();
    line.mode = 'refuse';
    const token = await system.token('guest-1');
    expect((await system.toBooking('GET', `/bookings/${body.bookingId}`, { token })).status).toBe(200);
    expect((await system.cancel(body.bookingId)).body.status).toBe('CANCELLED');
    expect((await system.confirm(body.idempotencyKey)).status).toBe(409);
    line.mode = 'pass';
    await untilOpen(() => system.book(category));
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });
    expect(await brokenInvariants(system)).toEqual([]);
  });

  it('for one call that frees rooms, which holds up neither mails nor later releases', async () => {
    const roomy = await system.category(3);
    const state = async (bookingId: string, topic: string) => {
      const [row] = await system.bookingDb.query<{ state: string; claimed: number }>(
        'SELECT state, claimedBy IS NOT NULL AS claimed FROM Outbox WHERE bookingId = ? AND topic = ? ORDER BY id LIMIT 1',
        [bookingId, topic],
      );
      return row;
    };
    const expire = () =>
      system.booking.app.get(ExpireBookings, { strict: false }).expire(new Date(Date.now() + 606_000));
    const first = (await system.book(roomy)).body;
    const slow = line.holdAnswerTo(RELEASES_HOLDS);
    await expire();
    await slow.held;
    const second = (await system.book(roomy)).body;
    await expire();
    await until('a later release', async () => (await state(second.bookingId, 'HOLD_RELEASE'))?.state === 'DONE');
    const third = (await system.book(roomy)).body;
    await until('the mail of a later booking', async () => (await state(third.bookingId, 'MAIL'))?.state === 'QUEUED');
    // Not given up: it is still waited for.
    expect(await state(first.bookingId, 'HOLD_RELEASE')).toMatchObject({ state: 'PENDING', claimed: 1 });

    slow.release();
    await system.booking.app.get(OutboxRelay, { strict: false }).drain();
    expect(await state(first.bookingId, 'HOLD_RELEASE')).toMatchObject({ state: 'DONE' });
    expect(await brokenInvariants(system)).toEqual([]);
  });
});
