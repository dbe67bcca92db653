import { readFileSync } from 'node:fs';
import { isFree } from '#ports';
import { say } from '../progress.js';
import { dataPath, writePrivately } from './data-folder.js';
import { freePort } from './free-port.js';
import { Keeper } from './keeper.js';
import type { Lifetime } from './lifetime.js';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.js';
import { type Server, spawnServer, untilReady } from './server-process.js';

/** Remembered between starts: the port stays the same, and a server left by a killed start is known again. */
interface ServerRecord {
  port: number;
  process?: ProcessIdentity;
}

/**
 * Runs a server of this folder, keeps it running, and gives its port. One that still runs from an earlier, killed start
 * is taken over.
 */
export async function startPrivateServer(
  name: string,
  define: (port: number) => Server,
  { shutdown, signal, giveUp }: Lifetime,
): Promise<number> {
  const record = readServerRecord(name);
  const left = record?.process && isAlive(record.process) ? record.process : undefined;
  const port = record && (left || (await isFree(record.port))) ? record.port : await freePort();
  const server = define(port);
  const process = left ?? (await startAnew(name, server, port));
  const keeper = new Keeper(server, process, () => startAnew(name, server, port));
  shutdown.add(() => keeper.stop());
  await untilReady(server, process, signal);
  keeper.keep({ signal, giveUp });
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
