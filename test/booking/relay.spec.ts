import { randomUUID } from 'node:crypto';
import { mailJobId } from '#contracts';
import { RequestsUnderWay } from '#platform';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { MailOutcomes } from '../../apps/booking/src/outbox/mail-outcomes.service.js';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { RELEASES_HOLDS } from '../support/hold-calls.js';
import { brokenInvariants, settle } from '../support/invariants.js';
import { Line } from '../support/line.js';
import { type TestCategory, TestSystem } from '../support/system.js';

/** More than two batches of the relay. */
const BACKLOG = 120;
const BATCH = 50;

/** What the tests decide: whether the relay works, and how many guests seem to wait. */
const now = { atWork: false, guests: 0 };

class GatedRelay extends OutboxRelay {
  override nudge(): void {
    if (now.atWork) super.nudge();
  }
}

class Crowd extends RequestsUnderWay {
  override get count(): number {
    return now.guests;
  }
}

describe('the relay with a backlog of mails', () => {
  let line: Line;
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start({
      inventoryLine: async (url) => {
        line = await Line.to(url);
        return line.url;
      },
      bookingOverrides: [
        { provide: OutboxRelay, useClass: GatedRelay },
        { provide: RequestsUnderWay, useClass: Crowd },
      ],
    });
  });
  afterAll(async () => {
    await system.close();
    await line.close();
  });
  beforeEach(async () => {
    Object.assign(now, { atWork: false, guests: 0 });
    category = await system.category(BACKLOG);
  });
  afterEach(async () => {
    now.atWork = true;
    await settle(system);
    expect(await brokenInvariants(system, 'at-rest')).toEqual([]);
  });

  const relay = () => system.booking.app.get(OutboxRelay, { strict: false });
  /** So many bookings whose mails nobody has begun to deliver. */
  const booked = async (count: number) => {
    const wishes = Array.from({ length: count }, () => ({ userId: `guest-${randomUUID()}`, ...category.stay(1, 1) }));
    const answers = await Promise.all(wishes.map((wish) => system.bookPatiently(category, wish)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    return answers.map(({ body }) => body.bookingId);
  };
  const mails = (state: string) => system.count('booking', 'Outbox', "topic = 'MAIL' AND state = ?", [state]);
  const drain = () => {
    now.atWork = true;
    return relay().drain();
  };

  it('frees rooms before it is through with the mails, though they have waited for longer', async () => {
    const [overdue = ''] = await booked(BACKLOG);
    await system.bookingDb.query('UPDATE Outbox SET dueAt = dueAt - INTERVAL 1 HOUR');
    await system.bookingDb.query('UPDATE Booking SET expiresAt = UTC_TIMESTAMP(3) - INTERVAL 10 SECOND WHERE id = ?', [
      overdue,
    ]);
    expect(await system.booking.app.get(ExpireBookings, { strict: false }).expire()).toBe(1);
    const freeing = line.holdAnswerTo(RELEASES_HOLDS);
    const drained = drain();
    await freeing.held;
    expect(await system.holdStatus(overdue)).toBe('RELEASED');
    expect(await mails('QUEUED')).toBeLessThanOrEqual(BATCH);
    freeing.release();
    await drained;
    expect(await mails('PENDING')).toBeLessThanOrEqual(1);
    expect(await system.count('booking', 'Outbox', "topic = 'HOLD_RELEASE' AND state <> 'DONE'")).toBe(0);
  });

  it('delivers them all however many guests keep coming', async () => {
    now.guests = 1_000;
    const ids = await booked(25);
    await drain();
    expect(await mails('PENDING')).toBe(0);
    expect(await mails('QUEUED')).toBe(ids.length);
  });

  it('hears of many outcomes at once, and closes each row as its own', async () => {
    const ids = await booked(30);
    await drain();
    const outcomes = system.booking.app.get(MailOutcomes, { strict: false });
    await Promise.all(
      ids.map((bookingId, n) =>
        outcomes.record(
          mailJobId(bookingId, 'held'),
          n % 3 === 0 ? { state: 'DEAD', error: `no such mailbox ${n}` } : { state: 'DONE' },
        ),
      ),
    );
    const rows = await system.bookingDb.query<{ bookingId: string; state: string; lastError: string | null }>(
      `SELECT bookingId, state, lastError FROM Outbox WHERE bookingId IN (${ids.map(() => '?').join(', ')})`,
      ids,
    );
    const told = new Map(rows.map(({ bookingId, state, lastError }) => [bookingId, [state, lastError]]));
    expect(ids.map((id) => told.get(id))).toEqual(
      ids.map((_, n) => (n % 3 === 0 ? ['DEAD', `no such mailbox ${n}`] : ['DONE', null])),
    );
  });
});
