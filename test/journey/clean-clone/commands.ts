import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../../tools/services/free-port.js';
import { until } from '../../support/until.js';
import type { CleanClone } from './clean-clone.js';

/** Whole minutes: the machine may be busy, and what hangs is found out all the same. */
const PATIENCE_MS = 280_000;

interface Ended {
  code: number | null;
  said: string;
}

export interface RunningCommand {
  said(): string;
  ended: Promise<Ended>;
  /** As Ctrl-C does, to the whole group. */
  interrupt(): void;
}

/** Types a line into a shell in the clone, as somebody with a terminal of their own. */
export function type(clone: CleanClone, line: string, env: Record<string, string>): RunningCommand {
  const child = spawn('bash', ['-c', line], {
    cwd: clone.path,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const { pid } = child;
  if (pid === undefined) throw new Error('There is no bash on this machine.');
  clone.guard(`shell-${pid}`, pid);
  return {
    said: () => said,
    ended: endOf(child, () => said),
    interrupt: () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGINT');
    },
  };
}

async function endOf(child: ChildProcess, said: () => string): Promise<Ended> {
  const tooLong = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), PATIENCE_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(tooLong);
  return { code, said: said() };
}

/** Ports that no other system on this machine has. */
export async function freePorts(): Promise<Record<string, string>> {
  const names = ['BOOKING_PORT', 'HOTEL_INVENTORY_PORT', 'NOTIFICATION_PORT', 'SMTP_PORT', 'MAIL_WEB_PORT'];
  const ports = new Set<number>();
  while (ports.size < names.length) ports.add(await freePort());
  return Object.fromEntries([...ports].map((port, index) => [names[index] ?? '', String(port)]));
}

/** `npm start`, until it says that it runs. */
export async function start(clone: CleanClone, env: Record<string, string>): Promise<RunningCommand> {
  const started = type(clone, 'npm start', env);
  let ended = false;
  void started.ended.then(() => (ended = true));
  await until('npm start to say that all runs', () => ended || started.said().includes('Ctrl-C stops'), PATIENCE_MS);
  if (ended) throw new Error(`npm start ended:\n${started.said()}`);
  for (const [name, pid] of Object.entries(processesOf(clone))) clone.guard(name, pid);
  return started;
}

/** What `npm start` runs, by name: apps and servers. Each has a group of its own. */
export function processesOf(clone: CleanClone): Record<string, number> {
  const { processes } = JSON.parse(clone.read('.data/running.json')) as { processes: Record<string, { pid: number }> };
  const server = (name: string) =>
    (JSON.parse(clone.read(`.data/${name}.json`)) as { process: { pid: number } }).process;
  const all = { ...processes, redis: server('redis'), mariadb: server('mariadb') };
  return Object.fromEntries(Object.entries(all).map(([name, { pid }]) => [name, pid]));
}
