import { verifyInvariants } from '../tools/verify/verify-invariants.js';
import type { InvariantsCheck } from './report.js';
import type { BenchSystem } from './system/bench-system.js';

/** More bookings are not looked at one by one: it would take longer than the runs. */
const MOST_BOOKINGS = 300_000;
/** The relay may be behind after such a load. */
const GRACE_MS = 3_600_000;

/** Whether the load has broken anything. */
export async function checkInvariants(system: BenchSystem, prefilled: number): Promise<InvariantsCheck> {
  return prefilled > MOST_BOOKINGS ? checkNights(system) : checkAll(system);
}

async function checkAll({ cluster }: BenchSystem): Promise<InvariantsCheck> {
  const { bookingUrl, inventoryUrl } = cluster.databases;
  const report = await verifyInvariants(
    { bookingDatabaseUrl: bookingUrl, inventoryDatabaseUrl: inventoryUrl },
    { mode: 'live', graceMs: GRACE_MS },
  );
  return {
    scope: 'all',
    checked: report.rules.reduce((sum, rule) => sum + rule.checked, 0),
    broken: report.rules.filter((rule) => rule.violations > 0).map((rule) => `${rule.name}: ${rule.violations}`),
  };
}

/** Whether what the nights count is what the live holds keep; holds are of one night here or of a few. */
async function checkNights({ databases }: BenchSystem): Promise<InvariantsCheck> {
  const [row] = await databases.inventory.query<{ checked: number; wrong: number }>(
    `SELECT COUNT(*) AS checked, COALESCE(SUM(night.kept <> COALESCE(holds.kept, 0)), 0) AS wrong
     FROM (SELECT categoryId, SUM(held + sold) AS kept FROM CategoryNight GROUP BY categoryId) night
     LEFT JOIN (SELECT categoryId, SUM(rooms * DATEDIFF(checkOutDate, checkInDate)) AS kept FROM Hold
                WHERE status IN ('HELD', 'CONFIRMED') GROUP BY categoryId) holds
       ON holds.categoryId = night.categoryId`,
  );
  const wrong = row?.wrong ?? 0;
  return {
    scope: 'nights',
    checked: row?.checked ?? 0,
    broken: wrong > 0 ? [`Categories whose nights do not count what their holds keep: ${wrong}`] : [],
  };
}
