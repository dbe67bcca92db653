import { randomUUID } from 'node:crypto';
import { Retention } from '../../apps/booking/src/retention/retention.service.js';
import { Retention as InventoryRetention } from '../../apps/hotel-inventory/src/retention/retention.service.js';
import { verifyInvariants } from '../../tools/verify/verify-invariants.js';
import { brokenInvariants, settle } from '../support/invariants.js';
import { TestSystem } from '../support/system.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const HOLD_MS = 600_000;

describe('what has served its time', () => {
  let system: TestSystem;
  let category: Awaited<ReturnType<TestSystem['category']>>;
  let retention: Retention;
  let inventoryRetention: InventoryRetention;

  beforeAll(async () => {
    system = await TestSystem.start();
    retention = system.booking.app.get(Retention, { strict: false });
    inventoryRetention = system.inventory.app.get(InventoryRetention, { strict: false });
  });
  afterAll(() => system.close());
  beforeEach(async () => {
    category = await system.category(10);
  });

  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
  const events = (bookingId: string, where = '1 = 1') =>
    system.count('booking', 'Outbox', `bookingId = ? AND ${where}`, [bookingId]);
  const keys = (bookingId: string) => system.count('booking', 'IdempotencyKey', 'bookingId = ?', [bookingId]);

  /** One booking of each end: confirmed, cancelled, expired; all their mails are out. */
  async function ended() {
    const key = { confirmed: randomUUID(), cancelled: randomUUID(), expired: randomUUID() };
    const confirmed = (await system.book(category, { key: key.confirmed })).body.bookingId;
    const cancelled = (await system.book(category, { key: key.cancelled })).body.bookingId;
    const expired = (await system.book(category, { key: key.expired })).body.bookingId;
    await system.confirm(key.confirmed);
    await system.cancel(cancelled);
    await settle(system, new Date(Date.now() + 2 * HOLD_MS));
    return { key, confirmed, cancelled, expired };
  }

  it('goes: delivered events after two weeks, what expired after a month, ended holds after three', async () => {
    const { confirmed, cancelled, expired } = await ended();
    await retention.prune(inDays(13));
    for (const id of [confirmed, cancelled, expired]) expect(await events(id)).toBeGreaterThan(0);

    expect((await retention.prune(inDays(15))).events).toBeGreaterThanOrEqual(7);
    for (const id of [confirmed, cancelled, expired]) {
      expect(await events(id)).toBe(0);
      expect(await keys(id)).toBe(1);
    }

    expect((await retention.prune(inDays(31))).bookings).toBeGreaterThanOrEqual(1);
    expect(await system.status(expired)).toBeUndefined();
    expect(await keys(expired)).toBe(0);
    expect(await system.status(confirmed)).toBe('CONFIRMED');
    expect(await system.status(cancelled)).toBe('CANCELLED');
    expect(await keys(cancelled)).toBe(1);
    expect(await system.holdStatus(expired)).toBe('RELEASED');

    await inventoryRetention.prune(inDays(89));
    expect(await system.holdStatus(cancelled)).toBe('RELEASED');
    await inventoryRetention.prune(inDays(91));
    expect(await system.holdStatus(cancelled)).toBeUndefined();
    expect(await system.holdStatus(expired)).toBeUndefined();
    expect(await system.holdStatus(confirmed)).toBe('CONFIRMED');

    const { bookingUrl, inventoryUrl } = system.databases;
    const report = await verifyInvariants(
      { bookingDatabaseUrl: bookingUrl, inventoryDatabaseUrl: inventoryUrl },
      { mode: 'at-rest', now: inDays(15) },
    );
    expect(report.rules.filter((rule) => rule.violations > 0)).toEqual([]);
    // The control: with events kept for longer than they were, verify misses them.
    expect(await brokenInvariants(system, 'at-rest')).toContainEqual(expect.stringMatching(/^Every transition left/));
  });

  it('stays while an event of it is open or dead', async () => {
    const { expired, cancelled } = await ended();
    await system.bookingDb.query(`UPDATE Outbox SET state = 'DEAD' WHERE bookingId IN (?, ?) AND topic = 'MAIL'`, [
      expired,
      cancelled,
    ]);
    await retention.prune(inDays(400));
    expect(await system.status(expired)).toBe('EXPIRED');
    expect(await keys(expired)).toBe(1);
    expect(await events(expired, `state = 'DEAD'`)).toBeGreaterThan(0);
    expect(await events(cancelled, `state = 'DEAD'`)).toBeGreaterThan(0);
  });

  it('leaves a late retry of an expired booking refused while its hold is remembered, and then a new request', async () => {
    const { key, expired } = await ended();
    await retention.prune(inDays(31));
    const late = await system.book(category, { key: key.expired });
    expect(late).toMatchObject({ status: 410, body: { code: 'booking_expired' } });
    await inventoryRetention.prune(inDays(121));
    const anew = await system.book(category, { key: key.expired });
    expect(anew).toMatchObject({ status: 201, body: { bookingId: expired, status: 'PENDING' } });
  });

  it('is pruned by many replicas at once without a quarrel', async () => {
    await Promise.all(Array.from({ length: 3 }, ended));
    const before = await system.count('booking', 'Booking', "status = 'EXPIRED'");
    const runs = await Promise.all(Array.from({ length: 4 }, () => retention.prune(inDays(60))));
    const left = await system.count('booking', 'Booking', "status = 'EXPIRED'");
    expect(runs.reduce((sum, run) => sum + run.bookings, 0)).toBe(before - left);
    // Those of the test above with dead letters stay.
    expect(left).toBe(1);
    expect(await system.count('booking', 'Outbox', "state IN ('DONE', 'SKIPPED')")).toBe(0);
  });
});
