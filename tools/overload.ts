// npm run overload [-- --seconds 10]: more than Staylock can do; it must refuse early and keep what it accepts fast.
import { parseArgs } from 'node:util';
import { Cluster } from '../test/cluster/cluster.js';
import { makeThrowAwayFolder } from '../test/support/throw-away-folder.js';
import { Guests } from './overload/guests.js';
import { overload } from './overload/overload.js';
import { overloadTable } from './overload/overload-table.js';
import { Processors } from './overload/processors.js';
import { say } from './progress.js';
import { dataPath, writePrivately } from './services/data-folder.js';
import { requireServerPrograms } from './services/server-programs.js';

const MAX_SECONDS = 15;

try {
  const seconds = readSeconds();
  await requireServerPrograms({ database: true, redis: true, balancer: true });
  say('Starting Staylock with servers of its own');
  const logs = makeThrowAwayFolder();
  const cluster = await Cluster.start({
    replicas: { booking: 1, 'hotel-inventory': 1, notification: 1 },
    // What would take processor time from the apps.
    ...{ lines: false, balanced: false, logFolder: logs.path },
    // Guests come by a balancer, with many on one connection after each other.
    appEnv: { booking: { TRUST_PROXY: 'loopback' } },
    env: variablesOfShell(['MAX_CONCURRENT_REQUESTS', 'DATABASE_CONNECTIONS', 'LOG_LEVEL']),
  });
  try {
    const guests = await Guests.of(cluster);
    const report = await overload(guests, new Processors(cluster), seconds, say);
    guests.leave();
    const file = dataPath('overload', `${new Date().toISOString().replaceAll(':', '-')}.json`);
    writePrivately(file, JSON.stringify(report, null, 2));
    console.log(`\n${overloadTable(report)}\n\n${file}`);
    process.exitCode = report.complaints.length === 0 ? 0 : 1;
  } finally {
    await cluster.stop();
    await logs.remove();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function readSeconds(): number {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } });
  const seconds = Number(values.seconds);
  if (!(seconds >= 2 && seconds <= MAX_SECONDS)) throw new Error(`--seconds is a number from 2 to ${MAX_SECONDS}.`);
  return seconds;
}

/** For trying out other limits. */
function variablesOfShell(names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
