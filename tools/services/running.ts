import { readFileSync, rmSync } from 'node:fs';
import { dataPath, writePrivately } from './data-folder.js';
import { isAlive, type ProcessIdentity } from './process-identity.js';
import type { Services } from './services.js';

export { secrets } from './secrets.js';

/** Where the parts of the system are that `npm start` runs: what the other commands need to know. */
export interface Running extends Services {
  bookingUrl: string;
  inventoryUrl: string;
  notificationUrl: string;
  /** The mail catcher's pages and REST interface; null when SMTP_URL names a mail server of the user's own. */
  mailWebUrl: string | null;
  smtpUrl: string;
  /** The `npm start` process. */
  starter: ProcessIdentity;
  /** The processes that it started, by name: `booking`, `hotel-inventory`, `notification`, `mail-catcher`. */
  processes: Record<string, ProcessIdentity>;
}

const file = () => dataPath('running.json');

/** The running system; undefined when `npm start` does not run in this folder. */
export function readRunning(): Running | undefined {
  const running = readRecord();
  return running && isAlive(running.starter) ? running : undefined;
}

/** The running system, or an error that says how to start it. */
export async function requireRunning(): Promise<Running> {
  const running = readRunning();
  if (!running) throw new Error('Staylock is not running here. Start it with "npm start" in another terminal.');
  for (const [app, url] of [
    ['booking', running.bookingUrl],
    ['hotel-inventory', running.inventoryUrl],
    ['notification', running.notificationUrl],
  ] as const) {
    const answer = await fetch(`${url}/health/live`).catch(() => undefined);
    if (!answer?.ok)
      throw new Error(`Staylock is starting or stopping: ${app} does not answer at ${url}. Try again soon.`);
  }
  return running;
}

/** The record as written, even when its starter is dead: a killed `npm start` leaves its processes behind. */
export function readRecord(): Running | undefined {
  try {
    return JSON.parse(readFileSync(file(), 'utf8')) as Running;
  } catch {
    return undefined;
  }
}

export function writeRunning(running: Running): void {
  writePrivately(file(), JSON.stringify(running, null, 2));
}

export function removeRunning(): void {
  rmSync(file(), { force: true });
}
