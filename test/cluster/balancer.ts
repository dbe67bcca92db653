import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writePrivately } from '../../tools/services/data-folder.js';
import { freePort } from '../../tools/services/free-port.js';
import { identityOf, type ProcessIdentity } from '../../tools/services/process-identity.js';
import { findProgram } from '../../tools/services/programs.js';
import { type Server, stopProcess, untilReady } from '../../tools/services/server-process.js';
import { makeThrowAwayFolder } from '../support/throw-away-folder.js';

export interface BalancerOptions {
  /** In its log, and where it says that nobody can answer. */
  name: string;
  /** The replicas' addresses: `http://127.0.0.1:20001`. A replica may end and start again behind its address. */
  backends: string[];
}

export interface Balancer {
  url: string;
  pid: number;
  /** One line for each failed request, and for each change of a replica's readiness. */
  troubles(): string[];
  /** Whether it sends requests to this backend now. */
  sendsTo(backend: string): boolean;
  stop(): Promise<void>;
}

const CHECK_EVERY_MS = 200;
/** As in production: one check that went wrong does not take a replica out. */
const FAILED_CHECKS = 2;
/** Patient, because a busy machine must not make a healthy replica look ill. One that drains says so at once. */
const CHECK_TIMEOUT_MS = 3_000;
/** How long it may go on sending to a replica that drains, also on a busy machine: what SHUTDOWN_DELAY_MS is for. */
export const NOTICED_WITHIN_MS = 1_800;

const STOP_GRACE_MS = 5_000;
/** HAProxy's own answer, so that nobody takes a replica's for it. */
const ITSELF = '/balancer';

/** HAProxy before some replicas: it watches their readiness and never sends a request twice. */
export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const program = findProgram('haproxy');
  if (!program) throw new Error('There is no HAProxy on this machine: run the tests with "npm test".');
  const throwAway = makeThrowAwayFolder();
  const folder = makeFolder(join(throwAway.path, 'server'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = balancerServer(program, folder, url, configuration(options, port));
  await server.prepare();
  const process = await launch(server, folder);
  // Its own warnings, in brackets, say the same once more.
  const troubles = () =>
    readFileSync(server.logFile, 'utf8')
      .split('\n')
      .filter((line) => /^[^[]/.test(line));
  return {
    url,
    pid: process.pid,
    troubles,
    sendsTo(backend) {
      if (!options.backends.includes(backend)) return false;
      const change = new RegExp(`/${nameOf(options, backend)} .*\\b(UP|DOWN)\\b`);
      const changes = troubles().flatMap((line) => change.exec(line)?.[1] ?? []);
      return changes.at(-1) !== 'DOWN';
    },
    async stop() {
      await stopProcess(process, STOP_GRACE_MS);
      await throwAway.remove();
    },
  };
}

function balancerServer(program: string, folder: string, url: string, lines: string[]): Server {
  const config = join(folder, 'haproxy.cfg');
  return {
    name: 'HAProxy',
    program,
    args: ['-db', '-f', config],
    logFile: join(folder, 'server.log'),
    prepare: () => Promise.resolve(writePrivately(config, `${lines.join('\n')}\n`)),
    async probe() {
      const answer = await fetch(url + ITSELF);
      await answer.body?.cancel();
    },
  };
}

/** What it says goes to a file: HAProxy itself knows only syslog and its own stdout. */
async function launch(server: Server, folder: string): Promise<ProcessIdentity> {
  const log = openSync(server.logFile, 'a');
  const child = spawn(server.program, server.args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error(`${server.program} cannot be run.`);
  // For the guard of the folder.
  writeFileSync(join(folder, 'test.pid'), String(child.pid));
  const identity = identityOf(child.pid);
  await untilReady(server, identity);
  return identity;
}

function nameOf({ name, backends }: BalancerOptions, backend: string): string {
  return `${name}-${backends.indexOf(backend) + 1}`;
}

function configuration(options: BalancerOptions, port: number): string[] {
  const { name, backends } = options;
  return [
    'global',
    '  nbthread 1',
    '  log stdout format raw local0',
    'defaults',
    '  mode http',
    '  log global',
    '  option httplog',
    '  option dontlog-normal',
    '  option log-health-checks',
    // Clients see what happens: nothing is tried again, here or at another replica.
    '  retries 0',
    '  retry-on none',
    '  no option redispatch',
    // Connections to the replicas are kept and shared, so that closing one too early is noticed.
    '  option http-keep-alive',
    '  http-reuse always',
    '  timeout connect 1s',
    // Longer than clients and replicas keep idle connections, so that it never closes one that they are about to use.
    '  timeout client 90s',
    '  timeout http-keep-alive 90s',
    '  timeout server 60s',
    '  timeout queue 1s',
    '  timeout http-request 10s',
    `  timeout check ${CHECK_TIMEOUT_MS}ms`,
    `frontend ${name}`,
    `  bind 127.0.0.1:${port}`,
    `  monitor-uri ${ITSELF}`,
    `  default_backend ${name}-replicas`,
    `backend ${name}-replicas`,
    '  balance roundrobin',
    '  option httpchk GET /health/ready',
    '  http-check expect status 200',
    `  default-server check inter ${CHECK_EVERY_MS}ms fall ${FAILED_CHECKS} rise 1`,
    ...backends.map((backend) => `  server ${nameOf(options, backend)} ${new URL(backend).host}`),
  ];
}
