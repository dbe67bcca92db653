import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { canInstallPackages } from './services/apt.js';
import { givenDatabase } from './services/environment.js';
import { requireServerPrograms } from './services/server-programs.js';

try {
  // With a server that is given, only tests that stop and kill one of their own want the program, where it can be had.
  const database = givenDatabase() === undefined || canInstallPackages();
  await requireServerPrograms({ database, redis: true, balancer: true });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const jest = resolve('node_modules/jest/bin/jest.js');
// The first runs ES modules in Jest, the second keeps Node from telling that in every worker.
const nodeOptions = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const child = spawn(process.execPath, [...nodeOptions, jest, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'test' },
});
// Ctrl-C in a terminal reaches Jest by itself; what is sent to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
// As shells tell that a signal ended a program.
child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
