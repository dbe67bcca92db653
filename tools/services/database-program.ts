import { findProgram, run } from './programs.js';

export interface DatabaseProgram {
  path: string;
  flavour: 'MariaDB' | 'MySQL';
}

export async function findDatabaseProgram(): Promise<DatabaseProgram | undefined> {
  const path = findProgram('mariadbd', 'mysqld');
  if (!path) return undefined;
  const version = await run(path, ['--no-defaults', '--version']);
  return { path, flavour: version.includes('MariaDB') ? 'MariaDB' : 'MySQL' };
}
