// npm run soak [-- --minutes 30 --rate <lives a second>]: half the capacity for a long time; everything stays level.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster } from '../test/cluster/cluster.js';
import { say } from './progress.js';
import { dataPath } from './services/data-folder.js';
import { requireServerPrograms } from './services/server-programs.js';
import { readSoakArguments } from './soak/read-arguments.js';
import { EVENTS_KEPT_SECONDS, type SoakReport, soak } from './soak/soak.js';
import { soakTable } from './soak/soak-table.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  const wanted = readSoakArguments(process.argv.slice(2));
  await requireServerPrograms({ database: true, redis: true, balancer: true });
  say('Starting Staylock with servers of its own');
  const cluster = await Cluster.start({
    lines: false,
    holdSeconds: 60,
    env: { RATE_LIMIT_USER_PER_MINUTE: '0', RATE_LIMIT_ADDRESS_PER_MINUTE: '0' },
    appEnv: {
      booking: {
        EVENTS_KEPT_SECONDS: String(EVENTS_KEPT_SECONDS),
        EXPIRED_KEPT_SECONDS: '120',
        REMINDER_LEAD_SECONDS: '20',
      },
      'hotel-inventory': { ENDED_HOLDS_KEPT_SECONDS: '180' },
    },
  });
  try {
    const report = await soak(cluster, wanted, stop.signal);
    console.log(soakTable(report));
    console.log(`\nWritten to ${write(report)}`);
    process.exitCode = report.sound ? 0 : 1;
  } finally {
    await cluster.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function write(report: SoakReport): string {
  const folder = dataPath('soak');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify(report, null, 2));
  return file;
}
