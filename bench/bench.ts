import { cpus } from 'node:os';
import { run } from '../tools/services/programs.js';
import { readBacklog } from './backlog.js';
import { untilWritten } from './data/calm-disk.js';
import { insertPast } from './data/insert-past.js';
import { checkInvariants } from './invariants.js';
import type { BenchOptions } from './options.js';
import { Plans } from './plans.js';
import type { BenchReport, Sample } from './report.js';
import { measure, runsOf, warmUp } from './rounds.js';
import { BenchSystem, type Build, INVENTORY_SETTINGS, SETTINGS } from './system/bench-system.js';

export interface BenchSurroundings {
  say: (line: string) => void;
  signal: AbortSignal;
  /** Measures the apps of another build than this folder's, made from this commit. */
  build?: Build & { commit: string };
}

/** Starts Staylock privately, runs everything in all rounds, and ends it again. */
export async function bench(options: BenchOptions, surroundings: BenchSurroundings): Promise<BenchReport> {
  const { say, signal, build } = surroundings;
  const startedAt = new Date();
  say('Starting Staylock with servers of its own');
  const { replicas, env, profile } = options;
  const system = await BenchSystem.start({ replicas, env, build, profile });
  try {
    const plans = await fill(system, options, surroundings);
    say('Warming up');
    await warmUp(system, plans, signal);
    const samples = await runAll(system, plans, options, surroundings);
    const backlog = await readBacklog(system.databases.booking);
    say('Checking the invariants');
    const invariants = await checkInvariants(system, options.bookings);
    return {
      startedAt: startedAt.toISOString(),
      minutes: (Date.now() - startedAt.getTime()) / 60_000,
      ...(build ? { commit: build.commit, changed: false } : await version()),
      machine: await machine(system),
      ...{ options, settings: { ...SETTINGS, ...INVENTORY_SETTINGS, ...env }, samples, backlog, invariants },
    };
  } finally {
    if (signal.aborted) say('Stopping');
    await system.stop();
  }
}

async function fill(system: BenchSystem, options: BenchOptions, { say, signal }: BenchSurroundings): Promise<Plans> {
  const { hotels, bookings, bufferPoolMb } = options;
  await system.root.query(`SET GLOBAL innodb_buffer_pool_size = ${bufferPoolMb * 1024 * 1024}`);
  // Rows that are only made up may be lost.
  await system.root.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
  if (bookings > 0) {
    const startedAt = performance.now();
    await insertPast(system.databases, system.today, bookings, (done, of) => {
      signal.throwIfAborted();
      const perSecond = done / ((performance.now() - startedAt) / 1_000);
      say(`${done} of ${of} bookings of the past, ${perSecond.toFixed(0)} a second`);
    });
  }
  const plans = await Plans.make(system, hotels, (done) => {
    signal.throwIfAborted();
    say(`${done} of ${hotels} hotels`);
  });
  await system.root.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
  await untilWritten(system.root, signal);
  return plans;
}

async function runAll(
  system: BenchSystem,
  plans: Plans,
  options: BenchOptions,
  { say, signal }: BenchSurroundings,
): Promise<Sample[]> {
  const runs = runsOf(options);
  const samples: Sample[] = [];
  for (const [index, run] of runs.entries()) {
    signal.throwIfAborted();
    const sample = await measure(system, plans, run, options, signal);
    samples.push(sample);
    const { rate, p99, failures } = sample.figures;
    const failed = Object.keys(failures).length > 0 ? `, FAILURES ${JSON.stringify(failures)}` : '';
    say(
      `${index + 1}/${runs.length} round ${run.round}, ${run.clients} clients, ${run.scenario}: ` +
        `${rate.toFixed(0)}/s, p99 ${p99.toFixed(0)} ms${failed}`,
    );
  }
  return samples;
}

async function version(): Promise<Pick<BenchReport, 'commit' | 'changed'>> {
  const git = (...args: string[]) => run('git', ['-c', 'safe.directory=*', ...args]).catch(() => undefined);
  const commit = (await git('rev-parse', 'HEAD'))?.trim();
  return { commit, changed: Boolean((await git('status', '--porcelain'))?.trim()) };
}

async function machine({ root }: BenchSystem): Promise<BenchReport['machine']> {
  const [row] = await root.query<{ version: string }>('SELECT VERSION() AS version');
  const processors = cpus();
  return {
    processors: processors.length,
    model: processors[0]?.model ?? 'unknown',
    node: process.version,
    database: row?.version ?? 'unknown',
  };
}
