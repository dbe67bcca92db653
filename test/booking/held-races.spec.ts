import type { Answer } from '../support/http.js';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { CONFIRMS_HOLDS, RELEASES_HOLDS } from '../support/hold-calls.js';
import { brokenInvariants, settle } from '../support/invariants.js';
import { Line } from '../support/line.js';
import { type BookingBody, type TestCategory, TestSystem } from '../support/system.js';

/** One row of the outbox for each transition, by topic and kind. */
const HELD = ['MAIL held'];
const RELEASED = ['HOLD_RELEASE release'];

/** Two moves of one booking, one of which is held up half-way until the other is done: each side wins by construction. */
describe('one winner, whoever is held up', () => {
  let databases: TestDatabases;
  let databaseLine: Line;
  let inventoryLine: Line;
  let system: TestSystem;
  let category: TestCategory;
  let booking: BookingBody;

  beforeAll(async () => {
    databases = await createDatabases();
    databaseLine = await Line.to(databases.bookingUrl);
    system = await TestSystem.start({
      databases,
      bookingDatabaseUrl: databaseLine.url,
      inventoryLine: async (url) => {
        inventoryLine = await Line.to(url);
        return inventoryLine.url;
      },
    });
  });
  afterAll(async () => {
    await system.close();
    await inventoryLine.close();
    await databaseLine.close();
    await databases.drop();
  });
  beforeEach(async () => {
    category = await system.category(2);
    const neighbour = await system.book(category, category.stay(1, 1));
    await system.confirm(neighbour.body.idempotencyKey);
    booking = (await system.book(category, category.stay(1, 1))).body;
  });
  afterEach(async () => {
    await settle(system);
    expect(await brokenInvariants(system, 'at-rest')).toEqual([]);
  });

  const confirm = () => system.confirm(booking.idempotencyKey);
  const cancel = () => system.cancel(booking.bookingId);
  /** By staff, whose hotels are asked for before anything moves. */
  const cancelByStaff = async () =>
    system.toBooking('POST', `/bookings/${booking.bookingId}/cancel`, {
      token: await system.token('staff-1', 'staff'),
    });
  // The expiry's clock is past the deadline and the budget, the confirm's is not: the worst that skew can do.
  const expire = () => system.booking.app.get(ExpireBookings, { strict: false }).expire(new Date(Date.now() + 606_000));

  /** Starts the first, and lets it go on when the second, begun and ended meanwhile, is done. */
  async function overtaken<A, B>(line: Line, at: RegExp, first: () => Promise<A>, second: () => Promise<B>) {
    const answer = line.holdAnswerTo(at);
    const slow = first();
    await answer.held;
    const quick = await second();
    answer.release();
    return [await slow, quick] as const;
  }

  /** Booking, hold, the night with the neighbour's room in it, and one event per transition. */
  async function expectEnd(status: string, hold: string, night: { held: number; sold: number }, events: string[]) {
    await settle(system);
    expect(await system.status(booking.bookingId)).toBe(status);
    expect(await system.holdStatus(booking.bookingId)).toBe(hold);
    expect((await system.nights(category.id))[1]).toMatchObject(night);
    const rows = await system.bookingDb.query<{ topic: string; kind: string }>(
      'SELECT topic, kind FROM Outbox WHERE bookingId = ?',
      [booking.bookingId],
    );
    expect(rows.map(({ topic, kind }) => `${topic} ${kind}`).sort()).toEqual([...events].sort());
  }

  const expectRefused = (answer: Answer<BookingBody>, status: number, code: string) => {
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code });
  };

  it('confirm before a cancel that is under way: both are done, in this order', async () => {
    const [cancelled, confirmed] = await overtaken(inventoryLine, /^GET \/api\/v1\/staff\//, cancelByStaff, confirm);
    expect([confirmed.status, confirmed.body.status]).toEqual([200, 'CONFIRMED']);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'CANCELLED']);
    await expectEnd('CANCELLED', 'RELEASED', { held: 0, sold: 1 }, [
      ...HELD,
      'MAIL confirmed',
      'MAIL cancelled',
      ...RELEASED,
    ]);
  });

  it('cancel before a confirm whose nights are already sold: they come free', async () => {
    const [confirmed, cancelled] = await overtaken(inventoryLine, CONFIRMS_HOLDS, confirm, cancel);
    expectRefused(confirmed, 409, 'booking_cancelled');
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'CANCELLED']);
    await expectEnd('CANCELLED', 'RELEASED', { held: 0, sold: 1 }, [...HELD, 'MAIL cancelled', ...RELEASED]);
  });

  it('cancel before a confirm that comes while the rooms are being freed', async () => {
    const [cancelled, confirmed] = await overtaken(inventoryLine, RELEASES_HOLDS, cancel, confirm);
    expectRefused(confirmed, 409, 'booking_cancelled');
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'CANCELLED']);
    await expectEnd('CANCELLED', 'RELEASED', { held: 0, sold: 1 }, [...HELD, 'MAIL cancelled', ...RELEASED]);
  });

  it('expiry before a confirm whose nights are already sold: they come free', async () => {
    const [confirmed, expired] = await overtaken(inventoryLine, CONFIRMS_HOLDS, confirm, expire);
    expectRefused(confirmed, 410, 'booking_expired');
    expect(expired).toBe(1);
    await expectEnd('EXPIRED', 'RELEASED', { held: 0, sold: 1 }, [...HELD, 'MAIL expired', ...RELEASED]);
  });

  it('confirm before an expiry that comes when it is written and not yet committed', async () => {
    const statement = /UPDATE Booking SET status = 'CONFIRMED'/;
    const [confirmed, expired] = await overtaken(databaseLine, statement, confirm, expire);
    expect([confirmed.status, confirmed.body.status]).toEqual([200, 'CONFIRMED']);
    expect(expired).toBe(0);
    await expectEnd('CONFIRMED', 'CONFIRMED', { held: 0, sold: 2 }, [...HELD, 'MAIL confirmed']);
  });
});
