import { randomUUID } from 'node:crypto';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { brokenInvariants } from '../support/invariants.js';
import { type PrivateServer, startPrivateMariaDb } from '../support/services.js';
import { kindOf, StatementLog } from '../support/statement-log.js';
import { type TestCategory, TestSystem } from '../support/system.js';

/** What one booking by itself asks of each database, in this order. One more is to be noticed, and to be worth it. */
const CREATE = {
  booking: [
    'SELECT IdempotencyKey',
    ...['START TRANSACTION', 'INSERT Booking', 'INSERT Outbox', 'INSERT IdempotencyKey', 'COMMIT'],
    'SELECT Booking',
  ],
  inventory: [
    // What the guest keeps is read from their holds: there is no counter that each change would have to keep right.
    ...['START TRANSACTION', 'SELECT Holder', 'SELECT Hold'],
    ...['SELECT RoomCategory', 'SELECT CategoryNight', 'SELECT Hold'],
    ...['INSERT Hold', 'UPDATE Holder', 'UPDATE CategoryNight', 'COMMIT'],
  ],
};
const CONFIRM = {
  booking: [
    'SELECT Booking',
    ...[
      'START TRANSACTION',
      'SELECT IdempotencyKey',
      'SELECT Booking',
      'UPDATE Booking',
      'UPDATE IdempotencyKey',
      'INSERT Outbox',
      'COMMIT',
    ],
    'SELECT Booking',
  ],
  // Rooms are given later, and a sold hold is the guest's as before.
  inventory: ['START TRANSACTION', 'SELECT Hold', 'UPDATE CategoryNight', 'UPDATE Hold', 'COMMIT'],
};

/** Together each asks for less than this part of what it would ask for alone. */
const TOGETHER = 1 / 3;

/** Only what a request waits for: what is delivered afterwards is paced. */
class RelayAtRest extends OutboxRelay {
  override nudge(): void {
    // Nothing is delivered.
  }
}

describe('the statements of a booking', () => {
  let server: PrivateServer;
  let databases: TestDatabases;
  let log: StatementLog;
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    server = await startPrivateMariaDb();
    databases = await createDatabases(server.url);
    log = await StatementLog.of(server.url);
    const bookingOverrides = [{ provide: OutboxRelay, useClass: RelayAtRest }];
    system = await TestSystem.start({ databases, bookingOverrides });
    category = await system.category(200);
  });
  afterAll(async () => {
    await system.close();
    await log.close();
    await server.remove();
  });

  /** What both databases were asked while the work was done. */
  const during = async <T>(work: () => Promise<T>) => {
    await log.begin();
    const done = await work();
    return {
      done,
      booking: await log.sentBy(databases.bookingUrl),
      inventory: await log.sentBy(databases.inventoryUrl),
    };
  };
  const kinds = ({ booking, inventory }: { booking: string[]; inventory: string[] }) => ({
    booking: booking.map(kindOf),
    inventory: inventory.map(kindOf),
  });
  const commits = (statements: string[]) => statements.filter((statement) => kindOf(statement) === 'COMMIT').length;

  it('that comes alone are these, for a guest who was here before', async () => {
    await system.book(category);
    const created = await during(() => system.book(category));
    expect(created.done.status).toBe(201);
    expect(kinds(created)).toEqual(CREATE);
    const confirmed = await during(() => system.confirm(created.done.body.idempotencyKey));
    expect(confirmed.done.status).toBe(200);
    expect(kinds(confirmed)).toEqual(CONFIRM);
  });

  it('that comes again are two questions', async () => {
    const key = randomUUID();
    await system.book(category, { key });
    const again = await during(() => system.book(category, { key }));
    expect(again.done.headers.get('idempotency-replayed')).toBe('true');
    expect(kinds(again)).toEqual({ booking: ['SELECT IdempotencyKey', 'SELECT Booking'], inventory: [] });
  });

  it.each([
    ['one category, on the same nights', () => [category]],
    ['many hotels', (all: TestCategory[]) => all],
  ])('of 64 that come at once to %s are far fewer for each, also of commits', async (_, categoriesOf) => {
    const many = await Promise.all(Array.from({ length: 16 }, () => system.category(10)));
    const wanted = categoriesOf(many);
    const guests = Array.from({ length: 64 }, (__, n) => ({ userId: `guest-${n}`, key: randomUUID() }));
    const created = await during(() =>
      Promise.all(guests.map((guest, n) => system.book(wanted[n % wanted.length] ?? category, guest))),
    );
    expect(created.done.map(({ status }) => status)).toEqual(guests.map(() => 201));
    expectFewer(created, CREATE, guests.length);

    const confirmed = await during(() => Promise.all(guests.map(({ userId, key }) => system.confirm(key, userId))));
    expect(confirmed.done.map(({ status }) => status)).toEqual(guests.map(() => 200));
    expectFewer(confirmed, CONFIRM, guests.length);
    expect(await brokenInvariants(system)).toEqual([]);
  });

  function expectFewer(asked: { booking: string[]; inventory: string[] }, alone: typeof CREATE, guests: number) {
    for (const app of ['booking', 'inventory'] as const) {
      expect(asked[app].length / guests).toBeLessThan(alone[app].length * TOGETHER);
      expect(commits(asked[app]) / guests).toBeLessThan(TOGETHER);
      expect(commits(asked[app])).toBeGreaterThan(0);
    }
  }
});
