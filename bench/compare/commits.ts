import { bench, type BenchSurroundings } from '../bench.js';
import type { BenchOptions } from '../options.js';
import type { BenchReport } from '../report.js';
import { type Checkout, checkOut } from './checkout.js';

/**
 * Measures two commits with the same load in alternating rounds. Each round starts everything anew: how a process
 * happens to be laid out in memory, and what the machine did at that time, is part of the noise.
 */
export async function benchCommits(
  [before, after]: readonly [string, string],
  options: BenchOptions,
  { say, signal }: BenchSurroundings,
): Promise<[BenchReport, BenchReport]> {
  const checkouts: Checkout[] = [];
  try {
    for (const revision of [before, after]) {
      say(`Building ${revision}`);
      checkouts.push(await checkOut(revision));
    }
    const reports: BenchReport[][] = [[], []];
    for (let round = 1; round <= options.rounds; round++) {
      // Each goes first as often as second.
      for (const which of round % 2 === 1 ? [0, 1] : [1, 0]) {
        signal.throwIfAborted();
        const build = checkouts[which];
        if (!build) continue;
        say(`Round ${round} of ${options.rounds}: ${which === 0 ? before : after}`);
        reports[which]?.push(await bench({ ...options, rounds: 1 }, { say, signal, build }));
      }
    }
    const [olds = [], news = []] = reports;
    return [joined(olds, options), joined(news, options)];
  } finally {
    for (const checkout of checkouts) await checkout.remove();
  }
}

/** The rounds of one commit as if they had been one run. */
function joined(reports: readonly BenchReport[], options: BenchOptions): BenchReport {
  const last = reports.at(-1);
  if (!last) throw new Error('nothing was measured');
  return {
    ...last,
    options,
    startedAt: reports[0]?.startedAt ?? last.startedAt,
    minutes: reports.reduce((sum, { minutes }) => sum + minutes, 0),
    samples: reports.flatMap(({ samples }, index) => samples.map((sample) => ({ ...sample, round: index + 1 }))),
    invariants: {
      ...last.invariants,
      checked: reports.reduce((sum, { invariants }) => sum + invariants.checked, 0),
      broken: reports.flatMap(({ invariants }) => invariants.broken),
    },
  };
}
