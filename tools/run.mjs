#!/usr/bin/env node
// Every npm script goes through here: it does whatever set-up is missing, then runs tools/<command>.ts as built.
// Node's own modules only: a fresh clone has no node_modules.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mayStillRun } from './setup/earlier-start.mjs';
import { requireNode } from './setup/node-version.mjs';
import { chosenPorts, requireFreePorts } from './setup/ports.mjs';
import { setUp } from './setup/set-up.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const [command, ...args] = process.argv.slice(2);
if (command === undefined) fail('Usage: npm run <command>. The commands are in package.json under "scripts".');

try {
  requireNode(20, 19);
  // Before minutes of installing. What an earlier start left is for `start` itself to stop, which then looks again.
  if (command === 'start' && !mayStillRun(root)) await requireFreePorts(chosenPorts(process.env));
  await setUp(root);
} catch (error) {
  fail(error.message);
}

if (command !== 'build') {
  const script = resolve(root, 'dist/tools', `${command}.js`);
  if (!existsSync(script)) fail(`There is no command "${command}": tools/${command}.ts does not exist.`);
  process.argv = [process.argv[0], script, ...args];
  await import(pathToFileURL(script).href);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
