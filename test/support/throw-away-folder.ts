import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Kills the servers whose pid files are in the folder and removes it, as soon as its stdin closes. */
const GUARD = 'cat >/dev/null; for f in "$1"/*/test.pid; do [ -f "$f" ] && kill -9 "$(cat "$f")"; done; rm -rf "$1"';

export interface ThrowAwayFolder {
  path: string;
  remove(): Promise<void>;
}

/**
 * A folder for servers that must not outlive this process, however it ends: a guard holds the other end of a pipe, and
 * cleans up when the pipe closes, be it by `remove` or by a SIGKILL of this process.
 */
export function makeThrowAwayFolder(parent = tmpdir()): ThrowAwayFolder {
  const path = mkdtempSync(join(parent, 'staylock-test-'));
  const guard = spawn('sh', ['-c', GUARD, 'guard', path], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const gone = once(guard, 'exit');
  guard.unref();
  return {
    path,
    async remove() {
      guard.stdin.end();
      guard.ref();
      await gone;
    },
  };
}
