import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { DatabaseProgram } from './database-program.js';
import { findProgram, run } from './programs.js';

/**
 * Makes a new database's files. Under another name until they are whole: a killed initialisation is none. With temporary
 * tables in a folder of its own, beside them: a server that starts removes those that it finds, also another's in the
 * system's.
 */
export async function initialise(program: DatabaseProgram, data: string, temporary: string): Promise<void> {
  const draft = `${data}.new`;
  rmSync(draft, { recursive: true, force: true });
  if (program.flavour === 'MariaDB') await installMariaDb(program, draft, temporary);
  else {
    const folders = [`--datadir=${draft}`, `--tmpdir=${temporary}`];
    await run(program.path, ['--no-defaults', ...asRoot(), '--initialize-insecure', ...folders]);
  }
  renameSync(draft, data);
}

async function installMariaDb(program: DatabaseProgram, data: string, temporary: string): Promise<void> {
  const install = findProgram('mariadb-install-db', 'mysql_install_db');
  if (!install)
    throw new Error(`${program.path} is there but mariadb-install-db is not: install the whole MariaDB server.`);
  // It is a shell script, which takes a path apart at its spaces: it gets a link to the folder, at a path without any.
  const links = mkdtempSync(join(tmpdir(), 'staylock-install-'));
  try {
    symlinkSync(dirname(data), join(links, 'folder'), 'dir');
    const users = ['--auth-root-authentication-method=socket', '--skip-test-db', '--skip-name-resolve'];
    const linked = (path: string) => join(links, 'folder', basename(path));
    const folders = [`--datadir=${linked(data)}`, `--tmpdir=${linked(temporary)}`];
    await run(install, ['--no-defaults', ...asRoot(), ...users, ...folders]);
  } finally {
    rmSync(links, { recursive: true });
  }
}

/** Servers refuse to run as root unless they are told to. */
export function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}
