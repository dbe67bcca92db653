// npm run bench [-- --clients 64 --seconds 5 --rounds 1]: how fast Staylock is, beside the bare SQL of a booking.
import { Logger } from '@nestjs/common';
import { bench } from '../bench/bench.js';
import { curves } from '../bench/figures/curves.js';
import { summarise } from '../bench/figures/summary.js';
import { benchTables } from '../bench/figures/tables.js';
import { BENCH_USAGE, type BenchOptions, readBenchOptions } from '../bench/options.js';
import { say } from './progress.js';
import { dataPath, writePrivately } from './services/data-folder.js';
import { requireServerPrograms } from './services/server-programs.js';

// What our own connections to the databases have to say is no news here.
Logger.overrideLogger(false);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

try {
  const options = readOptions();
  await requireServerPrograms({ database: true, redis: true, balancer: options.replicas > 1 });
  const report = await bench(options, { say, signal: stop.signal });
  const file = dataPath('bench', report.startedAt.replaceAll(':', '-'));
  writePrivately(`${file}.json`, JSON.stringify(report, null, 2));
  writePrivately(`${file}.svg`, await curves(summarise(report.samples), `Staylock, ${report.startedAt}`));
  console.log(`\n${benchTables(report)}\n\n${file}.json\n${file}.svg`);
  process.exitCode = report.invariants.broken.length === 0 ? 0 : 1;
} catch (error) {
  if (stop.signal.aborted) process.exitCode = 130;
  else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
// By now everything is stopped; what a broken connection has left behind must not keep this process.
process.exit();

function readOptions(): BenchOptions {
  try {
    return readBenchOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${BENCH_USAGE}`);
    process.exit(2);
  }
}
