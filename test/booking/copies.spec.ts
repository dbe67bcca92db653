import { randomUUID } from 'node:crypto';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { brokenInvariants } from '../support/invariants.js';
import { type PrivateServer, startPrivateMariaDb } from '../support/services.js';
import { kindOf, StatementLog } from '../support/statement-log.js';
import { type TestCategory, TestSystem } from '../support/system.js';

const GUESTS = 64;
/** Of as many transactions as there are guests. */
const MOST_TRANSACTIONS = GUESTS / 5;

/** Only what a request waits for: what is delivered afterwards is paced. */
class RelayAtRest extends OutboxRelay {
  override nudge(): void {
    // Nothing is delivered.
  }
}

describe(`${GUESTS} guests who book, each with a copy of the request at the same instant`, () => {
  let server: PrivateServer;
  let databases: TestDatabases;
  let log: StatementLog;
  let replicas: TestSystem[];
  let categories: TestCategory[];

  beforeAll(async () => {
    server = await startPrivateMariaDb();
    databases = await createDatabases(server.url);
    log = await StatementLog.of(server.url);
    const bookingOverrides = [{ provide: OutboxRelay, useClass: RelayAtRest }];
    const first = await TestSystem.start({ databases, bookingOverrides });
    replicas = [first, await TestSystem.start({ databases, bookingOverrides, env: first.env })];
    categories = await Promise.all(Array.from({ length: 8 }, () => first.category(100)));
    // A server accepts one connection in each turn of its loop: those that are open already bring an instant's requests.
    const token = await first.token('warm');
    const open = (replica: TestSystem) => replica.toBooking('GET', '/bookings', { token });
    await Promise.all(replicas.flatMap((replica) => Array.from({ length: 2 * GUESTS }, () => open(replica))));
    await Promise.all(replicas.map((replica) => replica.book(categories[0] as TestCategory)));
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await log.close();
    await server.remove();
  });

  it.each([
    ['one replica', 1],
    ['two replicas', 2],
  ])('have one booking each, in few transactions, on %s', async (_, count) => {
    await log.begin();
    const pairs = await Promise.all(
      Array.from({ length: GUESTS }, async (__, n) => {
        const category = categories[n % categories.length] as TestCategory;
        const wish = { userId: `guest-${count}-${n}`, key: randomUUID() };
        return Promise.all([0, 1].map((copy) => (replicas[copy % count] as TestSystem).book(category, wish)));
      }),
    );
    const transactions = async (url: string) =>
      (await log.sentBy(url)).filter((statement) => kindOf(statement) === 'START TRANSACTION').length;
    const asked = [await transactions(databases.bookingUrl), await transactions(databases.inventoryUrl)];

    expect(pairs.flat().map((answer) => answer.status)).toEqual(Array.from({ length: 2 * GUESTS }, () => 201));
    for (const [one, copy] of pairs) expect(copy?.body.bookingId).toBe(one?.body.bookingId);
    expect(new Set(pairs.map(([one]) => one?.body.bookingId)).size).toBe(GUESTS);
    expect(Math.min(...asked)).toBeGreaterThan(0);
    expect(Math.max(...asked)).toBeLessThanOrEqual(MOST_TRANSACTIONS);
    expect(await brokenInvariants(replicas[0] as TestSystem)).toEqual([]);
  });
});
