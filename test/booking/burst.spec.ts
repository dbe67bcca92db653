import { randomUUID } from 'node:crypto';
import { parseEnv } from '#platform';
import { AppModule as BookingModule } from '../../apps/booking/src/app.module.js';
import { BookingEnv } from '../../apps/booking/src/env.js';
import { type RunningApp, startApp } from '../support/app.js';
import { send } from '../support/http.js';
import { brokenInvariants, settle } from '../support/invariants.js';
import { type BookingBody, GUEST, type TestCategory, TestSystem } from '../support/system.js';

const GUESTS = 400;
const TRIES = 3;
const COPIES = 50;
/** A process that has just started compiles what it does for the first time. */
const WARM_UP = 60;

/** What tells each caller the time that they have left. */
const CLOCK = { serverTime: '', secondsRemaining: 0 };

/** All limits of load as they are by default: an empty variable is none. */
const DEFAULTS = { MAX_CONCURRENT_REQUESTS: '' };

describe('many at one instant, with the limits that apps have by default', () => {
  let system: TestSystem;
  let replica: RunningApp;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start({ env: DEFAULTS });
    const env = parseEnv(BookingEnv, {
      ...system.env,
      BOOKING_DATABASE_URL: system.databases.bookingUrl,
      HOTEL_INVENTORY_URL: system.inventory.url,
    });
    replica = await startApp('booking', BookingModule.forRoot(env), env);
    const warmUp = await system.category(WARM_UP);
    await Promise.all(Array.from({ length: WARM_UP }, (_, n) => system.bookPatiently(warmUp, { userId: `warm-${n}` })));
  });
  afterAll(async () => {
    await replica.close();
    await system.close();
  });
  beforeEach(async () => {
    category = await system.category(GUESTS);
  });
  afterEach(async () => {
    await settle(system);
    expect(await brokenInvariants(system, 'at-rest')).toEqual([]);
  });

  /** Sends all at one instant; the answers, counted. */
  const burst = async () => {
    category = await system.category(GUESTS);
    const tokens = await Promise.all(Array.from({ length: GUESTS }, (_, n) => system.token(`guest-${n}`)));
    const answers = await Promise.all(tokens.map((token) => system.book(category, { token, ...category.stay(1, 1) })));
    return counts(answers.map(({ status, body }) => (status === 201 ? '201' : `${status} ${String(body['code'])}`)));
  };

  it(`${GUESTS} guests: each gets their booking`, async () => {
    // Others may have the machine for some seconds. Where guests are refused for no such reason, they are every time.
    let answers = await burst();
    for (let left = TRIES - 1; left > 0 && answers['201'] !== GUESTS; left--) answers = await burst();
    expect(answers).toEqual({ 201: GUESTS });
    expect((await system.nights(category.id))[1]).toMatchObject({ held: GUESTS });
  });

  it.each([
    ['one replica', 1],
    ['two replicas', 2],
  ])(`${COPIES} copies of a request at %s: each gets the answer, of one booking`, async (_, replicas) => {
    const urls = [system.booking.url, replica.url].slice(0, replicas);
    const key = randomUUID();
    const token = await system.token('guest-1');
    const answers = await Promise.all(
      Array.from({ length: COPIES }, (_, n) =>
        send<BookingBody>('POST', `${urls[n % replicas]}/api/v1/bookings`, {
          token,
          headers: { 'idempotency-key': key },
          json: { ...category.stay(1, 1), ...GUEST },
        }),
      ),
    );
    expect(counts(answers.map(({ status }) => status))).toEqual({ 201: COPIES });
    expect(new Set(answers.map(({ body }) => JSON.stringify({ ...body, ...CLOCK }))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });
  });
});

function counts(answers: (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}
