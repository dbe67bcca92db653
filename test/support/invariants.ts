import { Worker } from 'bullmq';
import { EMAIL_QUEUE } from '#contracts';
import { patientRedisOptions, WORKER_PATIENCE } from '#platform';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { MailOutcomes } from '../../apps/booking/src/outbox/mail-outcomes.service.js';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { HoldSweep } from '../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { verifyInvariants } from '../../tools/verify/verify-invariants.js';
import type { TestDatabases } from './databases.js';
import type { TestSystem } from './system.js';
import { until } from './until.js';

/** Every broken invariant of the system's databases, by name; `[]` when all hold. */
export async function brokenInvariants(
  { databases: { bookingUrl, inventoryUrl } }: { databases: Pick<TestDatabases, 'bookingUrl' | 'inventoryUrl'> },
  mode: 'live' | 'at-rest' = 'live',
): Promise<string[]> {
  const report = await verifyInvariants(
    { bookingDatabaseUrl: bookingUrl, inventoryDatabaseUrl: inventoryUrl },
    { mode },
  );
  return report.rules.filter((rule) => rule.violations > 0).map((rule) => `${rule.name}: ${rule.violations}`);
}

/**
 * Lets everything that is under way or due at `now` come to its end, after which `at-rest` must hold. Nobody runs
 * notification here: a worker in its place takes every mail, so that booking hears of their outcomes as it always does.
 */
export async function settle(system: TestSystem, now = new Date()): Promise<void> {
  const { booking, inventory } = system;
  await booking.app.get(ExpireBookings, { strict: false }).expire(now);
  await inventory.app.get(HoldSweep, { strict: false }).sweep(now);
  await system.planRooms();
  const connection = patientRedisOptions(system.env['REDIS_URL'] ?? '');
  const postman = new Worker(EMAIL_QUEUE, () => Promise.resolve(), { ...WORKER_PATIENCE, connection, concurrency: 20 });
  postman.on('error', () => undefined);
  const unfinished = "state IN ('PENDING', 'QUEUED')";
  try {
    await until('every event to be delivered', async () => {
      // What a process claimed before it died, or waits for word of, would else be due only after its lease.
      await system.bookingDb.query(`UPDATE Outbox SET dueAt = UTC_TIMESTAMP(3) WHERE ${unfinished}`);
      await booking.app.get(OutboxRelay, { strict: false }).drain();
      await booking.app.get(MailOutcomes, { strict: false }).ask();
      return (await system.count('booking', 'Outbox', unfinished)) === 0;
    });
  } finally {
    await postman.close();
  }
}
