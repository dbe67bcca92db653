import { say } from './progress.js';
import { Lost } from './services/lost.js';
import { Shutdown } from './services/shutdown.js';
import { seedIfEmpty } from './start/seed-if-empty.js';
import { startSystem } from './start/system.js';
import { welcome } from './start/welcome.js';

const shutdown = new Shutdown();
const stopping = new AbortController();
// Under npm one Ctrl-C arrives twice, from the terminal and from npm: only the first counts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
const untilStopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));

let failure: Error | undefined;

try {
  const { running, untilLost } = await startSystem(shutdown, stopping.signal);
  await Promise.race([seedIfEmpty(running), untilLost]);
  console.log(await welcome(running));
  await Promise.race([untilStopped, untilLost]);
} catch (error) {
  if (!stopping.signal.aborted) {
    failure = error instanceof Error ? error : new Error(String(error));
    if (error instanceof Lost) say(`${error.headline} Stopping the rest`);
  }
}
for (const error of await shutdown.run()) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
if (stopping.signal.aborted) say('Everything is stopped.');
// As the last thing, below all that was said about stopping: it is what the user looks for.
if (failure !== undefined) {
  console.error(`\n${failure.message}`);
  process.exitCode = 1;
}
process.exit();
