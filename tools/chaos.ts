// npm run chaos [-- --seed N] [--minutes M] [--faults a,b]: everything breaks, from a seed, and nothing may be lost.
// npm run chaos -- --without <invariant>: a test build without its guards; the violation must be noticed (exit 0).
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import type { ChaosReport } from '../test/chaos/chaos-report.js';
import { runChaos } from '../test/chaos/chaos-run.js';
import { chaosTable } from '../test/chaos/chaos-table.js';
import { FAULTS, faultsNamed } from '../test/chaos/faults/all-faults.js';
import { invariantNamed, runWithout } from '../test/chaos/unguarded/run-without.js';
import { say } from './progress.js';
import { dataPath, writePrivately } from './services/data-folder.js';
import { requireServerPrograms } from './services/server-programs.js';

const USAGE = 'Usage: npm run chaos [-- --seed 7] [--minutes 15] [--faults kill-booking,redis-paused]';
const CLIENTS = 8;
/** Time enough for a violation of any invariant without its guards. */
const WITHOUT_GUARDS_MS = 20_000;
/** Of the time under load; the rest is for all faults together. */
const ALONE = 0.7;
/** Load before and after the fault itself. */
const AROUND_MS = 7_000;
const LEAST_ALONE_MS = 3_000;

// What our own connections to the databases have to say is no news here.
Logger.overrideLogger(false);

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
// By now everything is stopped; what a broken connection has left behind must not keep this process.
process.exit();

async function main(): Promise<number> {
  const { seed, minutes, faults, without } = readArguments();
  await requireServerPrograms({ database: true, redis: true, balancer: true });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  if (without !== undefined) return tryWithout(without, seed, stop.signal);

  say(`Seed ${seed}: ${faults.length} faults, about ${minutes} minutes of load`);
  const loadMs = minutes * 60_000;
  const share = faults.length > 1 ? ALONE : 1;
  const report = await runChaos({
    ...{ seed, faults, clients: CLIENTS, judged: 'each', say, signal: stop.signal },
    aloneMs: Math.max((loadMs * share) / faults.length - AROUND_MS, LEAST_ALONE_MS),
    togetherMs: loadMs * (1 - share),
  });
  const file = dataPath('chaos', `seed-${seed}-${Date.now()}.json`);
  writePrivately(file, JSON.stringify(report, null, 2));
  console.log(`\n${chaosTable(report)}\n\n${file}`);
  if (stop.signal.aborted) return 130;
  return isClean(report) ? 0 : 1;
}

/** The violation is what is wanted here: that the run notices it shows that its silence otherwise means something. */
async function tryWithout(invariant: ReturnType<typeof invariantNamed>, seed: number, signal: AbortSignal) {
  say(`Seed ${seed}: load without the guards of ${invariant}`);
  const run = await runWithout(invariant, { seed, loadMs: WITHOUT_GUARDS_MS, clients: CLIENTS, say, signal });
  if (signal.aborted) return 130;
  console.log(`\n${chaosTable(run.report)}\n`);
  const verdict = run.noticed.length > 0 ? 'Noticed, as it must be' : 'NOT noticed: the run is blind to it';
  console.log(`${verdict}: ${run.rule}`);
  return run.noticed.length > 0 ? 0 : 1;
}

/** What could not be tried, or struck nothing, is not clean: it was not shown. */
function isClean({ violations, findings, slowRecoveries, notStruck }: ChaosReport): boolean {
  return violations.length + findings.length + slowRecoveries.length + notStruck.length === 0;
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string' },
        minutes: { type: 'string', default: '15' },
        faults: { type: 'string' },
        without: { type: 'string' },
      },
    });
    const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
    const minutes = Number(values.minutes);
    if (!Number.isSafeInteger(seed)) throw new Error('--seed is a whole number.');
    if (!(minutes > 0 && minutes <= 600)) throw new Error('--minutes is a number above 0, at most 600.');
    const faults = values.faults === undefined ? FAULTS : faultsNamed(values.faults.split(','));
    const without = values.without === undefined ? undefined : invariantNamed(values.without);
    return { seed, minutes, faults, without };
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}
