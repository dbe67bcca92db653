import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { freePort } from '../../tools/services/free-port.js';
import { until } from './until.js';

/** An app in a process of its own, as it runs in production: it can be killed. */
export interface AppProcess {
  url: string;
  kill(): Promise<number | null>;
  /** By SIGTERM, as an operator does; answers with the exit code. */
  stop(): Promise<number | null>;
}

export async function startAppProcess(
  name: 'booking' | 'hotel-inventory' | 'notification',
  env: Record<string, string>,
  /** Where its log goes; nowhere by default. */
  logFile?: string,
): Promise<AppProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [`dist/apps/${name}/src/main.js`], {
    env: { PATH: process.env['PATH'], ...env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: [
      'ignore',
      logFile === undefined ? 'ignore' : openSync(logFile, 'a'),
      process.env['STAYLOCK_TEST_LOG'] ? 'inherit' : 'ignore',
    ],
  });
  const url = `http://127.0.0.1:${port}`;
  await until(
    `${name} is ready`,
    () => {
      if (child.exitCode !== null) throw new Error(`${name} ended with code ${child.exitCode}`);
      return isReady(url);
    },
    30_000,
  );
  return { url, kill: () => end(child, 'SIGKILL'), stop: () => end(child, 'SIGTERM') };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  await once(child, 'exit');
  return child.exitCode;
}
