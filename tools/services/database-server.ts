import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import { makeFolder, writePrivately } from './data-folder.js';
import { asRoot, initialise } from './database-files.js';
import type { DatabaseProgram } from './database-program.js';
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

/** What a unix socket's path may have on every system, with room for the suffix that servers append. */
const SOCKET_PATH_MAX = 95;

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

function socketPath(folder: string): string {
  const path = join(folder, 'server.sock');
  if (path.length <= SOCKET_PATH_MAX) return path;
  return join(tmpdir(), `staylock-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}.sock`);
}
