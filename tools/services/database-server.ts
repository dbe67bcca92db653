import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import { makeFolder, writePrivately } from './data-folder.js';
import { findProgram, run } from './programs.js';
import type { Server } from './server-process.js';

export interface DatabaseServerOptions {
  program: DatabaseProgram;
  folder: string;
  port: number;
  /** Run at every start, before anybody can connect: one statement a line. */
  statements: string[];
  /** Somebody whom the statements let in. */
  probeUrl: string;
}

export interface DatabaseProgram {
  path: string;
  flavour: 'MariaDB' | 'MySQL';
}

/** What a unix socket's path may have on every system, with room for the suffix that servers append. */
const SOCKET_PATH_MAX = 95;

export async function findDatabaseProgram(): Promise<DatabaseProgram | undefined> {
  const path = findProgram('mariadbd', 'mysqld');
  if (!path) return undefined;
  const version = await run(path, ['--no-defaults', '--version']);
  return { path, flavour: version.includes('MariaDB') ? 'MariaDB' : 'MySQL' };
}

/** A MariaDB or MySQL of our own: full durability, reachable from this machine only, no settings of the system's. */
export function databaseServer(options: DatabaseServerOptions): Server {
  const { program, folder, port } = options;
  const data = join(folder, 'data');
  const temporary = join(folder, 'tmp');
  const statements = join(folder, 'at-start.sql');
  const logFile = join(folder, 'server.log');
  return {
    name: program.flavour,
    program: program.path,
    args: [
      '--no-defaults',
      ...asRoot(),
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      `--socket=${socketPath(folder)}`,
      `--pid-file=${join(folder, 'server.pid')}`,
      `--log-error=${logFile}`,
      `--init-file=${statements}`,
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_unicode_ci',
      '--default-time-zone=+00:00',
      '--innodb-flush-log-at-trx-commit=1',
      '--innodb-buffer-pool-size=256M',
      '--max-connections=300',
      '--skip-log-bin',
      ...(program.flavour === 'MySQL' ? ['--mysqlx=OFF'] : []),
    ],
    logFile,
    async prepare() {
      makeFolder(folder);
      makeFolder(temporary);
      if (!existsSync(data)) await initialise(program, data, temporary);
      // Holds passwords, hence not world-readable; read before the server listens, so that nobody is let in too early.
      writePrivately(statements, `${options.statements.join('\n')}\n`);
    },
    async probe() {
      const connection = await createConnection(connectionConfig(options.probeUrl));
      await connection.end();
    },
  };
}

/**
 * Under another name until it is whole: a killed initialisation must not be taken for a data folder. With temporary
 * tables in a folder of its own: a server that starts removes those that it finds, also another's in the system's.
 */
async function initialise(program: DatabaseProgram, data: string, temporary: string): Promise<void> {
  const draft = `${data}.new`;
  rmSync(draft, { recursive: true, force: true });
  const folders = [`--datadir=${draft}`, `--tmpdir=${temporary}`];
  if (program.flavour === 'MariaDB') {
    const install = findProgram('mariadb-install-db', 'mysql_install_db');
    if (!install)
      throw new Error(`${program.path} is there but mariadb-install-db is not: install the whole MariaDB server.`);
    const users = ['--auth-root-authentication-method=socket', '--skip-test-db', '--skip-name-resolve'];
    await run(install, ['--no-defaults', ...asRoot(), ...users, ...folders]);
  } else {
    await run(program.path, ['--no-defaults', ...asRoot(), '--initialize-insecure', ...folders]);
  }
  renameSync(draft, data);
}

function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

function socketPath(folder: string): string {
  const path = join(folder, 'server.sock');
  if (path.length <= SOCKET_PATH_MAX) return path;
  return join(tmpdir(), `staylock-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}.sock`);
}
