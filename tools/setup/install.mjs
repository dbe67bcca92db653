import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run-program.mjs';

const marker = (root) => join(root, 'node_modules', '.staylock-installed.json');

/** Whether node_modules is what package-lock.json asks for, on this Node and this platform. */
export function isInstalled(root) {
  const wanted = stampOf(root);
  const found = readJson(marker(root));
  if (found && found.runtime !== wanted.runtime) return false;
  if (found?.lock === wanted.lock) return true;
  if (!holdsWhatIsLocked(root)) return false;
  // Somebody ran npm by hand, with the same result.
  writeFileSync(marker(root), JSON.stringify(wanted));
  return true;
}

export async function install(root) {
  const args = ['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'];
  // Under npm its own script is known; elsewhere the npm of the PATH is taken.
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('npm-cli.js')) await run(process.execPath, [npm, ...args], { cwd: root });
  else await run('npm', args, { cwd: root, shell: process.platform === 'win32' });
  writeFileSync(marker(root), JSON.stringify(stampOf(root)));
}

function stampOf(root) {
  return {
    lock: createHash('sha256')
      .update(readFileSync(join(root, 'package-lock.json')))
      .digest('hex'),
    runtime: `${process.version} ${process.platform} ${process.arch}`,
  };
}

/** npm writes what it installed into node_modules/.package-lock.json, as the last thing it does. */
function holdsWhatIsLocked(root) {
  const locked = readJson(join(root, 'package-lock.json'))?.packages;
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!locked || !installed) return false;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '') return true;
    const have = installed[path];
    // Optional ones are often for other platforms.
    return have ? have.version === entry.version && existsSync(join(root, path)) : entry.optional === true;
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
