import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a process of an earlier `npm start` in this folder may still be there; it has the ports by right. */
export function mayStillRun(root) {
  const starter = readJson(join(root, '.data', 'starter.json'));
  const running = readJson(join(root, '.data', 'running.json'));
  return [starter, ...Object.values(running?.processes ?? {})].some((left) => left && exists(left.pid));
}

function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
