import { say } from './progress.js';
import { Shutdown } from './services/shutdown.js';
import { seedIfEmpty } from './start/seed-if-empty.js';
import { startSystem } from './start/system.js';
import { welcome } from './start/welcome.js';

const shutdown = new Shutdown();
const stopping = new AbortController();
// Under npm one Ctrl-C arrives twice, from the terminal and from npm: only the first counts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
const untilStopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));

try {
  const { running, untilPartEnds } = await startSystem(shutdown, stopping.signal);
  await seedIfEmpty(running);
  console.log(await welcome(running));
  await Promise.race([untilStopped, untilPartEnds]);
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
for (const error of await shutdown.run()) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
if (stopping.signal.aborted) say('Everything is stopped.');
process.exit();
