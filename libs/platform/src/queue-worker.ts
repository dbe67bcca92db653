import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'bullmq';
import { within } from './within.js';

/** Longer than the slowest mail; then a job is left to the next process, which takes it up when its lock has run out. */
const FINISH_WITHIN_MS = 60_000;

/**
 * Stops a worker at shutdown: takes no more jobs and finishes those in hand. BullMQ would wait for ever for a Redis
 * that is gone, so jobs are only waited for while there is one.
 */
export async function closeWorker(worker: Worker): Promise<void> {
  const abandon = !(await isConnected(worker));
  await within(FINISH_WITHIN_MS, worker.close(abandon)).catch(() => worker.close(true));
}

async function isConnected(worker: Worker): Promise<boolean> {
  const { client, blockingClient } = worker.getBackend();
  // They are not there before the first contact.
  const clients = await Promise.race([Promise.all([client, blockingClient]), setImmediate([])]);
  return clients.length > 0 && clients.every((connection) => connection?.status === 'ready');
}
