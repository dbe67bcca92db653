import { setTimeout as sleep } from 'node:timers/promises';
import { Database, isDatabaseUnavailable } from '#database';

/** How one question went: which server answered it, or how the failure is called. */
export interface Told {
  port?: number;
  failure?: string;
  isUnavailable?: boolean;
  ms: number;
}

const STATEMENT = 'SELECT @@port AS port, SLEEP(0.05) AS slept';
const ASK_AGAIN_AFTER_MS = 50;

/**
 * Run as a process of its own, which ends when something is unhandled: asks the database of DATABASE_URL over all its
 * connections, all the time, and tells its parent how each question went.
 */
const database = new Database({ url: process.env['DATABASE_URL'] ?? '', connections: 4 });

const asking = [
  () => database.query<{ port: number }>(STATEMENT),
  () => database.read<{ port: number }>(STATEMENT),
  () => database.transaction((tx) => tx.query<{ port: number }>(STATEMENT)),
  () => database.transaction((tx) => tx.query<{ port: number }>(STATEMENT), { unknownCommit: 'throw' }),
];

async function askForEver(ask: (typeof asking)[number]): Promise<never> {
  for (;;) {
    const begunAt = performance.now();
    const told = await ask().then(
      ([row]) => ({ port: row?.port }),
      (error: unknown) => ({ failure: (error as Error).constructor.name, isUnavailable: isDatabaseUnavailable(error) }),
    );
    process.send?.({ ...told, ms: performance.now() - begunAt });
    if ('failure' in told) await sleep(ASK_AGAIN_AFTER_MS);
  }
}

process.on('disconnect', () => process.exit(0));
for (const ask of asking) void askForEver(ask);
