// npm run verify [-- --at-rest]: checks every invariant of the design, on the databases that the environment names or
// else on those of the running system.
import { explain } from './services/database-trouble.js';
import type { DatabaseUrls } from './services/database-urls.js';
import { databasesOfEnvironment, variable } from './services/environment.js';
import { requireRunning } from './services/running.js';
import { invariantTable } from './verify/invariant-table.js';
import { verifyInvariants } from './verify/verify-invariants.js';

const unknown = process.argv.slice(2).filter((argument) => argument !== '--at-rest');

let databases: DatabaseUrls | undefined;

try {
  if (unknown.length > 0) throw new Error(`verify does not know ${unknown.join(' ')}; there is only --at-rest.`);
  const mode = process.argv.includes('--at-rest') ? 'at-rest' : 'live';
  const kept = Number(variable('EVENTS_KEPT_SECONDS') ?? Number.NaN) * 1000;
  const options = Number.isNaN(kept) ? ({ mode } as const) : ({ mode, eventsKeptMs: kept } as const);
  databases = databasesOfEnvironment() ?? (await requireRunning());
  const report = await verifyInvariants(databases, options);
  console.log(invariantTable(report));
  process.exitCode = report.violations === 0 ? 0 : 1;
} catch (error) {
  console.error(explain(error, databases));
  process.exitCode = 2;
}
