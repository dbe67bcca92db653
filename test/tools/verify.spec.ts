import { Database } from '#database';
import { invariantTable } from '../../tools/verify/invariant-table.js';
import { type VerifyOptions, verifyInvariants } from '../../tools/verify/verify-invariants.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { BOOKING_VIOLATIONS } from './verify-booking-violations.js';
import { HOLD_VIOLATIONS } from './verify-hold-violations.js';
import { INVENTORY_VIOLATIONS, WITHOUT_ROOMS } from './verify-inventory-violations.js';
import {
  ACCOUNTED,
  BOTH_CONFIRMED,
  CAPACITY,
  NOTHING_ELSE,
  ROOMS_GIVEN,
  ROOMS_STRAY,
} from '../support/verify-rules.js';
import { later, onBooking, onInventory, type Violation, type Where } from './verify-violation.js';
import { CONFIRMED, HELD_ONLY, NOW, PENDING, seed } from './verify-world.js';

const VIOLATIONS = [...INVENTORY_VIOLATIONS, ...BOOKING_VIOLATIONS, ...HOLD_VIOLATIONS];

/** Legal while the system runs, because it is on its way. */
const IN_FLIGHT: Pick<Violation, 'that' | 'by' | 'rules'>[] = [
  {
    that: 'a confirmation between its two steps',
    by: VIOLATIONS.find(({ that }) => that.startsWith('a confirmation ended half-way'))?.by ?? [],
    rules: [BOTH_CONFIRMED],
  },
  {
    that: 'a cancelled booking whose release is on its way',
    by: [
      onBooking(`UPDATE Booking SET status = 'CANCELLED', cancelledAt = '2030-05-01 12:00' WHERE id = '${PENDING}'`),
      onBooking(
        `INSERT INTO Outbox (bookingId, topic, kind, state, requestId, dueAt, createdAt)
         VALUES ('${PENDING}', 'MAIL', 'cancelled', 'PENDING', '', '2030-05-01 12:00', '2030-05-01 12:00'),
                ('${PENDING}', 'HOLD_RELEASE', 'release', 'PENDING', '', '2030-05-01 12:00', '2030-05-01 12:00')`,
      ),
    ],
    rules: [NOTHING_ELSE, ACCOUNTED],
  },
  {
    that: 'a mail that waits for an earlier one of its booking',
    by: [
      onBooking(
        `UPDATE Outbox SET state = 'PENDING', dueAt = '2030-05-01 12:01' WHERE bookingId = '${CONFIRMED}' AND kind = 'held'`,
      ),
      onBooking(
        `UPDATE Outbox SET state = 'PENDING', dueAt = '2030-05-01 11:00' WHERE bookingId = '${CONFIRMED}' AND kind = 'confirmed'`,
      ),
    ],
    rules: [ACCOUNTED],
  },
  {
    that: 'a hold that the next sweep will take',
    by: [onInventory(`UPDATE Hold SET deadline = '2030-05-01 11:59:59' WHERE bookingId = '${HELD_ONLY}'`)],
    rules: [NOTHING_ELSE],
  },
  {
    that: 'a confirmed hold whose rooms are about to be planned',
    by: WITHOUT_ROOMS,
    rules: [ROOMS_GIVEN],
  },
];

describe('the invariant check', () => {
  let databases: TestDatabases;
  let booking: Database;
  let inventory: Database;

  beforeAll(async () => {
    databases = await createDatabases();
    booking = new Database({ url: databases.bookingMigrationUrl, connections: 2 });
    inventory = new Database({ url: databases.inventoryMigrationUrl, connections: 2 });
    // These guards would refuse the very rows that the check must find.
    await inventory.query('ALTER TABLE CategoryNight DROP CONSTRAINT CategoryNight_counters_check');
    await inventory.query('ALTER TABLE RoomNight DROP PRIMARY KEY');
    await inventory.query('ALTER TABLE Hold DROP PRIMARY KEY');
  });

  afterAll(async () => {
    await booking.close();
    await inventory.close();
    await databases.drop();
  });

  beforeEach(async () => {
    await seed({ booking, inventory });
  });

  const verify = (options: Partial<VerifyOptions> = {}) =>
    verifyInvariants(
      { bookingDatabaseUrl: databases.bookingUrl, inventoryDatabaseUrl: databases.inventoryUrl },
      { mode: 'at-rest', now: NOW, beforeAnotherLook: () => Promise.resolve(), ...options },
    );
  const run = async ([where, sql]: [Where, string]) => {
    await { booking, inventory }[where].query(sql);
  };
  const broken = async (options: Partial<VerifyOptions> = {}) =>
    (await verify(options)).rules.filter((rule) => rule.violations > 0).map((rule) => rule.name);

  it('finds nothing wrong with sound databases, and has looked at rows for every rule', async () => {
    const answered = new Map([[CONFIRMED, 'CONFIRMED']]);
    // Late enough for the pending booking to be past its deadline, not late enough for the task to be late.
    const atRest = await verify({ answered });
    const live = await verify({ mode: 'live', answered, now: later(11) });
    expect(atRest.violations).toBe(0);
    expect(live.violations).toBe(0);
    const checkedSomewhere = live.rules.map((rule, i) => rule.checked + (atRest.rules[i]?.checked ?? 0));
    expect(checkedSomewhere.every((checked) => checked > 0)).toBe(true);
    expect(invariantTable(atRest)).toContain('Every invariant holds.');
  });

  it.each(VIOLATIONS)('reports that $that', async ({ by, rules, says, options }) => {
    for (const statement of by) await run(statement);
    const report = await verify(options);
    const found = report.rules.filter((rule) => rule.violations > 0);
    expect(found.map((rule) => rule.name).sort()).toEqual([...rules].sort());
    expect(invariantTable(report)).toContain(says);
  });

  it('has a deliberate violation for every rule', async () => {
    const tried = new Set(VIOLATIONS.flatMap(({ rules }) => rules));
    const { rules } = await verify();
    expect(rules.map((rule) => rule.name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it.each(IN_FLIGHT)('accepts $that while the system runs, not at rest', async ({ by, rules }) => {
    for (const statement of by) await run(statement);
    expect(await broken({ mode: 'live' })).toEqual([]);
    expect((await broken()).sort()).toEqual([...rules].sort());
  });

  it('looks again at what seems wrong in a running system, and forgets what has come right', async () => {
    const finalized = (value: boolean) =>
      run(onBooking(`UPDATE IdempotencyKey SET finalized = ${String(value)} WHERE bookingId = '${PENDING}'`));
    await finalized(true);
    expect(await broken({ mode: 'live', beforeAnotherLook: () => finalized(false) })).toEqual([]);
  });

  it('shows the first ten rows of a broken rule and counts the others', async () => {
    await run(onInventory('UPDATE CategoryNight SET capacity = capacity + 1'));
    const report = await verify();
    const rule = report.rules.find(({ name }) => name === CAPACITY);
    expect(rule).toMatchObject({ checked: 20, violations: 20 });
    expect(rule?.examples).toHaveLength(10);
    expect(invariantTable(report)).toContain('… and 10 more');
  });

  it('lists what was given up without calling it a violation', async () => {
    await run(onBooking(`UPDATE Outbox SET state = 'DEAD' WHERE bookingId = '${PENDING}'`));
    expect(await verify()).toMatchObject({ violations: 0, deadLetters: 1 });
  });

  it('reads more rows than fit into one page', async () => {
    await inventory.transaction(async (tx) => {
      for (let i = 0; i < 2_100; i++) {
        await tx.execute(
          `INSERT INTO Hold (bookingId, status, createdAt, changedAt) VALUES (?, 'RELEASED', NOW(), NOW())`,
          [`7${String(i).padStart(7, '0')}-0000-5000-8000-000000000000`],
        );
      }
      await tx.execute(
        `INSERT INTO RoomNight (roomId, date, bookingId) VALUES (1, '2030-06-08', '7${'2099'.padStart(7, '0')}-0000-5000-8000-000000000000')`,
      );
    });
    expect(await broken()).toEqual([ROOMS_STRAY]);
  });
});
