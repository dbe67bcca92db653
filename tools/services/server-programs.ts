import { canInstallPackages, installPackages } from './apt.js';
import { type DatabaseProgram, findDatabaseProgram } from './database-program.js';
import { findProgram } from './programs.js';

export interface ServerPrograms {
  database: DatabaseProgram | undefined;
  redis: string | undefined;
  /** HAProxy: only tests and trials with several replicas put one before them. */
  balancer: string | undefined;
}

export async function findServerPrograms(): Promise<ServerPrograms> {
  return {
    database: await findDatabaseProgram(),
    redis: findProgram('redis-server'),
    balancer: findProgram('haproxy'),
  };
}

/** The servers' programs, installed when they are missing and that can be done; an error names the choices. */
export async function requireServerPrograms(
  needed: { database: boolean; redis: boolean; balancer?: boolean },
  otherwise: string[] = [],
): Promise<ServerPrograms> {
  const found = await findServerPrograms();
  const missing = [
    ...(needed.database && !found.database ? ['mariadb-server'] : []),
    ...(needed.redis && !found.redis ? ['redis-server'] : []),
    ...(needed.balancer && !found.balancer ? ['haproxy'] : []),
  ];
  if (missing.length === 0) return found;
  if (!canInstallPackages()) throw new Error(choices(missing, otherwise));
  await installPackages(missing);
  return findServerPrograms();
}

function choices(missing: string[], otherwise: string[]): string {
  const brew = missing.map((name) => name.replace('-server', ''));
  return [
    `These programs are needed and not found here: ${missing.join(', ')}. One of these helps:`,
    `  - install them, for example: sudo apt-get install ${missing.join(' ')}   (or: brew install ${brew.join(' ')})`,
    ...otherwise.map((line) => `  - ${line}`),
    'Installed servers are run privately: nothing on the standard ports is touched.',
  ].join('\n');
}
