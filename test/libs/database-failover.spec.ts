import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import { findProgram } from '../../tools/services/programs.js';
import { Line } from '../support/line.js';
import { type PrivateServer, startPrivateMariaDb } from '../support/services.js';
import { makeThrowAwayFolder, type ThrowAwayFolder } from '../support/throw-away-folder.js';
import { until } from '../support/until.js';
import type { Told } from '../support/database-user.process.js';

const USER_PROCESS = 'dist/test/support/database-user.process.js';
/** Two seconds are promised; the rest is for a busy machine. */
const TOLD_WITHIN_MS = 2_500;
/** Longer than a connection takes to be given up: what was to go wrong has gone wrong by then. */
const WATCHED_FOR_MS = 4_000;
const LOGIN = { user: 'guest', password: 'of-two-servers' };

describe.each(['TCP', 'TLS'])('a database that hangs while another one takes its address, over %s', (transport) => {
  let folder: ThrowAwayFolder;
  let ca: string;
  let hanging: PrivateServer;
  let next: PrivateServer;
  let line: Line;
  let user: DatabaseUser;

  beforeAll(async () => {
    folder = makeThrowAwayFolder();
    const key = join(folder.path, 'key.pem');
    ca = join(folder.path, 'certificate.pem');
    makeCertificate(key, ca);
    const settings = [`--ssl-key=${key}`, `--ssl-cert=${ca}`];
    [hanging, next] = await Promise.all([
      startPrivateMariaDb(undefined, settings),
      startPrivateMariaDb(undefined, settings),
    ]);
    await Promise.all([hanging, next].map((server) => letIn(server, transport)));
    line = await Line.to(hanging.url);
    const url = new URL(`${line.url.split('?')[0]}${transport === 'TLS' ? '?ssl=true' : ''}`);
    user = new DatabaseUser(Object.assign(url, { username: LOGIN.user, password: LOGIN.password }).href, ca);
  });
  afterAll(async () => {
    await user.end();
    await line.close();
    hanging.resume();
    await Promise.all([hanging.remove(), next.remove()]);
    await folder.remove();
  });

  it('ends no process, is told in time, and the new one is used and not touched by what was given up', async () => {
    await until('answers of the first', () => user.answersOf(hanging) > 20);
    const root = await createConnection(connectionConfig(next.url));
    await root.query("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = ON");

    user.told.length = 0;
    hanging.pause();
    line.leadTo(next.url);
    await until('answers of the next', () => user.answersOf(next) > 20);
    await sleep(WATCHED_FOR_MS);

    expect({ exitCode: user.process.exitCode, said: user.said }).toEqual({ exitCode: null, said: '' });
    const failures = user.told.filter(({ failure }) => failure !== undefined);
    // The two that only read are not asked again either: the database is away, not the line.
    expect(failures.length).toBeGreaterThanOrEqual(4);
    expect(failures.filter(({ failure, isUnavailable }) => failure !== 'DatabaseAway' || !isUnavailable)).toEqual([]);
    expect(user.told.filter(({ ms }) => ms > TOLD_WITHIN_MS)).toEqual([]);
    // All connections of the pool are there again: none is lost, none is extra.
    expect(user.told.slice(-20).map((one) => one.port)).toEqual(Array(20).fill(portOf(next)));
    const sessions = await root.query<{ n: bigint }[]>(
      'SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE USER = ?',
      [LOGIN.user],
    );
    expect(Number(sessions[0]?.n)).toBe(5);
    const kills = await root.query<object[]>(
      "SELECT argument FROM mysql.general_log WHERE command_type = 'Query' AND argument LIKE 'KILL%'",
    );
    expect(kills).toEqual([]);
    await root.end();
  });
});

/** A process that uses a database, and what became of it. */
class DatabaseUser {
  readonly told: Told[] = [];
  said = '';
  readonly process: ChildProcess;

  constructor(url: string, ca: string) {
    this.process = fork(USER_PROCESS, {
      env: { PATH: process.env['PATH'], DATABASE_URL: url, NODE_EXTRA_CA_CERTS: ca },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.process.on('message', (told) => this.told.push(told as Told));
    this.process.stderr?.on('data', (chunk) => (this.said += String(chunk)));
  }

  answersOf(server: PrivateServer): number {
    if (this.process.exitCode !== null) throw new Error(`the process ended: ${this.said}`);
    return this.told.filter((one) => one.port === portOf(server)).length;
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }
}

function portOf(server: PrivateServer): number {
  return Number(new URL(server.url).port);
}

async function letIn(server: PrivateServer, transport: string): Promise<void> {
  const root = await createConnection(connectionConfig(server.url));
  const require = transport === 'TLS' ? 'REQUIRE SSL' : '';
  await root.query(`CREATE USER '${LOGIN.user}'@'%' IDENTIFIED BY '${LOGIN.password}' ${require}`);
  await root.query(`GRANT SELECT ON mysql.* TO '${LOGIN.user}'@'%'`);
  await root.end();
}

/** Signed by itself, for the name under which Node looks for a server at a bare address. */
function makeCertificate(key: string, certificate: string): void {
  const config = `${certificate}.cnf`;
  writeFileSync(config, '[req]\ndistinguished_name = name\n[name]\n');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', certificate, '-config', config];
  const program = findProgram('openssl');
  if (!program) throw new Error('There is no openssl on this machine: install it.');
  execFileSync(program, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
    stdio: 'pipe',
  });
}
