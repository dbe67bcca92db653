// npm run fuzz [-- --requests 100000 --seed 7 --clients 16]: hostile requests to a system of its own.
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateIn } from '#contracts';
import { Fuzz } from './fuzz/fuzz.js';
import { FuzzSystem } from './fuzz/fuzz-system.js';
import { leftovers } from './fuzz/leftovers.js';
import { Progress } from './fuzz/progress.js';
import { readArguments } from './fuzz/read-arguments.js';
import { failureList, rawTable, reportTable, shortcomings } from './fuzz/report.js';
import { seedWorld } from './fuzz/seed-world.js';
import { World } from './fuzz/world.js';
import { say } from './progress.js';
import { requireServerPrograms } from './services/server-programs.js';

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2), () => randomInt(2 ** 31));
  await requireServerPrograms({ database: true, redis: true });
  console.log(`Seed ${options.seed}: ${options.requests} requests, ${options.clients} at once.`);
  let stopping = false;
  // Under npm one Ctrl-C arrives twice, from the terminal and from npm.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (stopping = true));

  say('Starting a system for this run alone');
  const logFile = join(tmpdir(), `staylock-fuzz-${process.pid}.log`);
  const system = await FuzzSystem.start({ logFile });
  try {
    const world = new World(options.seed, dateIn('Europe/Lisbon', new Date()));
    await seedWorld(system, world);
    const progress = new Progress(options.requests);
    const fuzz = new Fuzz(system, world, {
      ...options,
      stopped: () => stopping,
      onSettled: (tally) => progress.show(tally),
    });
    const tally = await fuzz.run().finally(() => progress.stop());
    const wrong = [
      ...shortcomings(tally),
      ...(await system.unwell()).map((app) => `${app} is no longer ready`),
      ...(await leftovers(system, world)),
    ];
    console.log(`\n${reportTable(tally)}\n\nHTTP that is none:\n${rawTable(tally)}\n`);
    if (tally.failures.length > 0) console.log(failureList(tally));
    if (wrong.length === 0) rmSync(logFile, { force: true });
    console.log(wrong.length === 0 ? 'Nothing broke.' : `${wrong.join('\n')}\nThe apps’ own errors: ${logFile}`);
    return wrong.length > 0 ? 1 : stopping ? 130 : 0;
  } finally {
    await system.close();
  }
}
