import { readFileSync } from 'node:fs';
import { say } from '../progress.js';
import { dataPath, writePrivately } from './data-folder.js';
import { freePort, isFree } from './free-port.js';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.js';
import { type Server, spawnServer, stopProcess, untilReady } from './server-process.js';
import type { Shutdown } from './shutdown.js';

/** Remembered between starts: the port stays the same, and a server left by a killed start is known again. */
interface ServerRecord {
  port: number;
  process?: ProcessIdentity;
}

/** A database writes what it has in memory before it ends. */
const STOP_GRACE_MS = 30_000;

/** Runs a server of this folder and gives its port; one that still runs from an earlier, killed start is taken over. */
export async function startPrivateServer(
  name: string,
  define: (port: number) => Server,
  shutdown: Shutdown,
  signal: AbortSignal,
): Promise<number> {
  const record = readServerRecord(name);
  const left = record?.process && isAlive(record.process) ? record.process : undefined;
  const port = record && (left || (await isFree(record.port))) ? record.port : await freePort();
  const server = define(port);
  const process = left ?? (await startAnew(name, server, port));
  shutdown.add(async () => {
    say(`Stopping ${server.name}`);
    if ((await stopProcess(process, STOP_GRACE_MS)) === 'killed') say(`${server.name} did not stop and was killed.`);
  });
  await untilReady(server, process, signal);
  say(`${server.name} ${left ? 'still runs' : 'runs'} privately on 127.0.0.1:${port}`);
  return port;
}

async function startAnew(name: string, server: Server, port: number): Promise<ProcessIdentity> {
  await server.prepare();
  const { pid } = spawnServer(server);
  if (pid === undefined) throw new Error(`${server.program} cannot be run.`);
  const process = identityOf(pid);
  writePrivately(recordFile(name), JSON.stringify({ port, process } satisfies ServerRecord));
  return process;
}

function readServerRecord(name: string): ServerRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(name), 'utf8')) as ServerRecord;
  } catch {
    return undefined;
  }
}

function recordFile(name: string): string {
  return dataPath(`${name}.json`);
}
