import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../tools/services/programs.js';

/** A disk of its own, small enough to be filled. */
export interface SmallDisk {
  path: string;
  /** Leaves no byte free. */
  fill(): Promise<void>;
  clear(): void;
  remove(): Promise<void>;
}

/** Frees the mount as soon as its stdin closes, however this process ends; lazily, for servers may still run on it. */
const GUARD = 'cat >/dev/null; umount -l "$1"; rmdir "$1"';

/** Undefined where this user may not mount one. In memory: what it does not hold costs nothing. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const mount = findProgram('mount');
  if (!mount) return undefined;
  const path = mkdtempSync(join(tmpdir(), 'staylock-disk-'));
  const size = `size=${megabytes}m,mode=0700`;
  if (spawnSync(mount, ['-t', 'tmpfs', '-o', size, 'staylock', path]).status !== 0) {
    rmSync(path, { recursive: true });
    return undefined;
  }
  const guard = spawn('sh', ['-c', GUARD, 'guard', path], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const gone = new Promise<void>((resolve) => guard.once('exit', () => resolve()));
  guard.unref();
  const ballast = join(path, 'ballast');
  return {
    path,
    fill: () => writeUntilFull(ballast),
    clear: () => rmSync(ballast, { force: true }),
    async remove() {
      guard.stdin.end();
      guard.ref();
      await gone;
    },
  };
}

/** In large pieces, then in pages for what is left. */
async function writeUntilFull(path: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    for (const bytes of [2 ** 23, 2 ** 12]) await appendUntilFull(file, Buffer.alloc(bytes));
  } finally {
    await file.close();
  }
}

async function appendUntilFull(file: FileHandle, piece: Buffer): Promise<void> {
  try {
    for (;;) await file.appendFile(piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
