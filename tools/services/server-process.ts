import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './process-identity.js';

/** One server as it is run on a port and a folder of its own. */
export interface Server {
  /** As people know it: `MariaDB`. */
  name: string;
  program: string;
  args: string[];
  logFile: string;
  /** Makes the folder ready, once. */
  prepare(): Promise<void>;
  /** Rejects while the server cannot be used yet. */
  probe(): Promise<void>;
}

/** A database that was killed may have to read its log first. */
const READY_WITHIN_MS = 60_000;
const LOG_LINES = 15;

/** Starts a server in a process group of its own, so that Ctrl-C does not reach it before those who use it. */
export function spawnServer(server: Server): ChildProcess {
  const child = spawn(server.program, server.args, { detached: true, stdio: 'ignore' });
  child.unref();
  return child;
}

/** Waits until a server can be used; fails early, with the end of its log, when its process ends. */
export async function untilReady(server: Server, process: ProcessIdentity, signal?: AbortSignal): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await server.probe();
    } catch (error) {
      if (!isAlive(process)) throw new Error(`${server.name} did not start.\n${endOfLog(server.logFile)}`);
      if (Date.now() > giveUpAt) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`${server.name} does not answer: ${why}\n${endOfLog(server.logFile)}`);
      }
    }
    await sleep(50);
  }
}

/** Asks a process to end and waits for it; kills it when it does not. */
export async function stopProcess(process_: ProcessIdentity, graceMs: number): Promise<'stopped' | 'killed'> {
  const killAt = Date.now() + graceMs;
  send(process_, 'SIGTERM');
  while (isAlive(process_)) {
    if (Date.now() > killAt) {
      send(process_, 'SIGKILL');
      return 'killed';
    }
    await sleep(25);
  }
  return 'stopped';
}

function send(process_: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(process_)) return;
  try {
    process.kill(process_.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function endOfLog(file: string): string {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return [`The end of ${file}:`, ...lines.slice(-LOG_LINES)].join('\n  ');
  } catch {
    return `There is no log at ${file}.`;
  }
}
