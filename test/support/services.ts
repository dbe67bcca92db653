import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFree } from '#ports';
import { findDatabaseProgram } from '../../tools/services/database-program.js';
import { databaseServer } from '../../tools/services/database-server.js';
import { freePort } from '../../tools/services/free-port.js';
import { identityOf, isAlive, type ProcessIdentity } from '../../tools/services/process-identity.js';
import { findProgram } from '../../tools/services/programs.js';
import { redisServer, redisUrl } from '../../tools/services/redis-server.js';
import { type Server, spawnServer, stopProcess, untilReady } from '../../tools/services/server-process.js';
import { makeThrowAwayFolder } from './throw-away-folder.js';

/** A server of one test's own, which it may treat as badly as it likes. */
export interface PrivateServer {
  url: string;
  /** Where it keeps its data. */
  folder: string;
  readonly pid: number;
  /** As an operator stops it. */
  stop(): Promise<void>;
  /** As a power cut does: SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again with the data it has, after `stop` or `kill`. */
  start(): Promise<void>;
  /** Freezes it: connections stay open, nothing is answered. */
  pause(): void;
  resume(): void;
  /** Stops it for good and removes its data. */
  remove(): Promise<void>;
}

const STOP_GRACE_MS = 20_000;
/** How long whoever has a server's port may keep it. */
const PORT_FREE_WITHIN_MS = 20_000;

/**
 * A MariaDB with a root user of its own in `url`; its data in a folder of its own inside `parent`. Started
 * with `settings` besides our own.
 */
export async function startPrivateMariaDb(parent?: string, settings: readonly string[] = []): Promise<PrivateServer> {
  const program = await findDatabaseProgram();
  if (!program) throw new Error('There is no MariaDB on this machine: run the tests with "npm test".');
  const password = randomBytes(16).toString('hex');
  const statements = [
    `CREATE USER IF NOT EXISTS 'test'@'%' IDENTIFIED BY '${password}';`,
    "GRANT ALL PRIVILEGES ON *.* TO 'test'@'%' WITH GRANT OPTION;",
  ];
  const query = program.flavour === 'MySQL' ? '?allowPublicKeyRetrieval=true' : '';
  return startPrivate((folder, port) => {
    const url = `mysql://test:${password}@127.0.0.1:${port}/mysql${query}`;
    const server = databaseServer({ program, folder, port, statements, probeUrl: url });
    return { url, server: { ...server, args: [...server.args, ...settings] } };
  }, parent);
}

/** A Redis that keeps what it was given, as in production; `beside` another one, its password is the same. */
export async function startPrivateRedis(beside?: PrivateServer): Promise<PrivateServer> {
  const program = redisProgram();
  const password = beside ? new URL(beside.url).password : randomBytes(16).toString('hex');
  return startPrivate((folder, port) => ({
    url: redisUrl(port, password),
    server: redisServer({ program, folder, port, password }),
  }));
}

export function redisProgram(): string {
  const program = findProgram('redis-server');
  if (!program) throw new Error('There is no Redis on this machine: run the tests with "npm test".');
  return program;
}

/** A server in a folder and on a port of its own. */
export async function startPrivate(
  define: (folder: string, port: number) => { url: string; server: Server },
  parent?: string,
): Promise<PrivateServer> {
  const throwAway = makeThrowAwayFolder(parent);
  const folder = join(throwAway.path, 'server');
  const port = await freePort();
  const { url, server } = define(folder, port);
  await server.prepare();
  let running = await launch(server, folder, port);
  return {
    url,
    folder,
    get pid() {
      return running.pid;
    },
    async stop() {
      await stopProcess(running, STOP_GRACE_MS);
    },
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      // Until it is gone: one that is still dying would pass for one that runs.
      await stopProcess(running, STOP_GRACE_MS);
    },
    async start() {
      if (!isAlive(running)) running = await launch(server, folder, port);
    },
    pause: () => void process.kill(running.pid, 'SIGSTOP'),
    resume: () => void process.kill(running.pid, 'SIGCONT'),
    remove: () => throwAway.remove(),
  };
}

/** The address stays: whoever has the port meanwhile, be it a thread of ours that is still dying, is waited for. */
async function launch(server: Server, folder: string, port: number): Promise<ProcessIdentity> {
  const giveUpAt = Date.now() + PORT_FREE_WITHIN_MS;
  for (;;) {
    if (await isFree(port)) {
      try {
        return await launchOnce(server, folder);
      } catch (error) {
        // Somebody was faster.
        if ((await isFree(port)) || Date.now() > giveUpAt) throw error;
      }
    } else if (Date.now() > giveUpAt) {
      throw new Error(`${server.name} cannot start again: another process has taken its port ${port}.`);
    }
    await sleep(50);
  }
}

async function launchOnce(server: Server, folder: string): Promise<ProcessIdentity> {
  const { pid } = spawnServer(server);
  if (pid === undefined) throw new Error(`${server.program} cannot be run.`);
  // For the guard of the folder.
  writeFileSync(join(folder, 'test.pid'), String(pid));
  const identity = identityOf(pid);
  await untilReady(server, identity);
  return identity;
}
