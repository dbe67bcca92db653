import { verifyInvariants } from '../../tools/verify/verify-invariants.js';
import type { TestSystem } from './system.js';

/** Every broken invariant of the system's databases, by name; `[]` when all hold. */
export async function brokenInvariants(system: TestSystem, mode: 'live' | 'at-rest' = 'live'): Promise<string[]> {
  const { bookingUrl, inventoryUrl } = system.databases;
  const report = await verifyInvariants(
    { bookingDatabaseUrl: bookingUrl, inventoryDatabaseUrl: inventoryUrl },
    { mode },
  );
  return report.rules.filter((rule) => rule.violations > 0).map((rule) => `${rule.name}: ${rule.violations}`);
}
