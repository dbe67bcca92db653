import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import { say } from '../progress.js';
import { composeVariables } from './compose-variables.js';
import { findProgram, run } from './programs.js';
import { secrets } from './secrets.js';
import type { Shutdown } from './shutdown.js';

export type ComposeService = 'database' | 'redis';

/** Whether containers can be run: a client alone is no engine, and compose is a plug-in. */
export async function dockerRuns(): Promise<boolean> {
  const docker = findProgram('docker');
  if (!docker || !existsSync('docker-compose.yml')) return false;
  try {
    await run(docker, ['compose', 'version']);
    return (await run(docker, ['info', '--format', '{{.ServerVersion}}'])).trim() !== '';
  } catch {
    return false;
  }
}

/** Runs services of docker-compose.yml and gives the ports on this machine behind which they are. */
export async function startContainers(
  services: ComposeService[],
  shutdown: Shutdown,
): Promise<Map<ComposeService, number>> {
  say(`Starting ${services.join(' and ')} in Docker (the first time, images are downloaded)`);
  shutdown.add(async () => {
    say(`Stopping ${services.join(' and ')} in Docker`);
    await compose('stop', ...services);
  });
  await compose('up', '--detach', '--wait', ...services);
  const ports = new Map<ComposeService, number>();
  for (const service of services) {
    const address = (await compose('port', service, service === 'database' ? '3306' : '6379')).trim();
    const port = Number(/:(\d+)$/.exec(address)?.[1]);
    if (!port) throw new Error(`docker-compose.yml does not publish a port of ${service}.`);
    ports.set(service, port);
  }
  return ports;
}

/** Lets the apps' users into the database of the containers. */
export async function runInContainer(port: number, statements: string[]): Promise<void> {
  const root = `mysql://root:${secrets().databaseRootPassword}@127.0.0.1:${port}/mysql`;
  const connection = await createConnection(connectionConfig(root));
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}

function compose(...args: string[]): Promise<string> {
  const docker = findProgram('docker');
  if (!docker) throw new Error('docker is not installed.');
  // Containers and volumes of their own: others that were made from the same file have other passwords.
  const project = `staylock-dev-${createHash('sha256').update(process.cwd()).digest('hex').slice(0, 8)}`;
  return run(docker, ['compose', '--project-name', project, ...args], {
    ...process.env,
    ...composeVariables(secrets()),
  });
}
