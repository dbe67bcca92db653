import { readFileSync, rmSync } from 'node:fs';
import { say } from '../progress.js';
import { dataPath, writePrivately } from '../services/data-folder.js';
import { identityOf, isAlive, type ProcessIdentity } from '../services/process-identity.js';
import { readRecord, removeRunning } from '../services/running.js';
import { stopProcess } from '../services/server-process.js';
import type { Shutdown } from '../services/shutdown.js';

const STOP_GRACE_MS = 10_000;

/** Makes this the one `npm start` of this folder until it ends, or throws. */
export function claimFolder(shutdown: Shutdown): void {
  const file = dataPath('starter.json');
  const other = readIdentity(file);
  if (other && isAlive(other)) {
    throw new Error(
      `Staylock already runs here (process ${other.pid}). Use it, or stop it with Ctrl-C where it was started.`,
    );
  }
  writePrivately(file, JSON.stringify(identityOf(process.pid)));
  shutdown.add(async () => rmSync(file, { force: true }));
}

/** Stops the apps that a killed start left behind: they have the ports, and perhaps an older build. */
export async function stopLeftovers(): Promise<void> {
  for (const [name, left] of Object.entries(readRecord()?.processes ?? {}).reverse()) {
    if (!isAlive(left)) continue;
    say(`Stopping ${name}, left over from a start that was killed`);
    await stopProcess(left, STOP_GRACE_MS);
  }
  removeRunning();
}

function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
