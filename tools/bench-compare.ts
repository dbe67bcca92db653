// npm run bench:compare -- <before> <after>: two reports of npm run bench, or two commits, which are measured now.
import { existsSync, readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { benchCommits } from '../bench/compare/commits.js';
import { compare } from '../bench/compare/comparison.js';
import { comparisonTable } from '../bench/compare/comparison-table.js';
import { BENCH_USAGE, readBenchOptions } from '../bench/options.js';
import type { BenchReport } from '../bench/report.js';
import { say } from './progress.js';
import { dataPath, writePrivately } from './services/data-folder.js';
import { requireServerPrograms } from './services/server-programs.js';

const USAGE = `Usage: npm run bench:compare -- before.json after.json
       npm run bench:compare -- <commit> <commit> [options of npm run bench]
${BENCH_USAGE.split('\n').slice(1).join('\n')}`;
/** What commits are compared by, unless told otherwise: ten minutes, and enough to find one figure that differs. */
const DEFAULTS = ['--rounds', '6', '--seconds', '2', '--scenarios', 'distinct,hot,mix', '--clients', '16,64'];

Logger.overrideLogger(false);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

try {
  const [before, after, ...options] = process.argv.slice(2);
  if (before === undefined || after === undefined || before.startsWith('-') || after.startsWith('-')) {
    throw new Error(USAGE);
  }
  const [olds, news] =
    existsSync(before) && existsSync(after) ? read(before, after) : await measure(before, after, options);
  const differences = compare(olds, news);
  const nameOf = (name: string, { commit, samples }: BenchReport) =>
    `${name} (${commit?.slice(0, 9) ?? 'no commit'}, ${new Set(samples.map(({ round }) => round)).size} rounds)`;
  console.log(`\nFrom ${nameOf(before, olds)} to ${nameOf(after, news)}\n\n${comparisonTable(differences)}`);
  process.exitCode = differences.some(({ verdict }) => verdict === 'worse') ? 1 : 0;
} catch (error) {
  if (stop.signal.aborted) process.exitCode = 130;
  else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
process.exit();

function read(...files: [string, string]): [BenchReport, BenchReport] {
  const [before, after] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as BenchReport);
  if (!before?.samples || !after?.samples) throw new Error('These are no reports of npm run bench.');
  return [before, after];
}

async function measure(before: string, after: string, args: string[]): Promise<[BenchReport, BenchReport]> {
  const options = readBenchOptions([...DEFAULTS, ...args]);
  await requireServerPrograms({ database: true, redis: true, balancer: options.replicas > 1 });
  const reports = await benchCommits([before, after], options, { say, signal: stop.signal });
  for (const report of reports) {
    const name = `${report.startedAt.replaceAll(':', '-')}-${report.commit?.slice(0, 9)}.json`;
    writePrivately(dataPath('bench', name), JSON.stringify(report, null, 2));
    say(`Written to ${dataPath('bench', name)}`);
  }
  return reports;
}
