import {
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dataPath, makeFolder } from '../../../tools/services/data-folder.js';
import { run } from '../../../tools/services/programs.js';
import { makeThrowAwayFolder, type ThrowAwayFolder } from '../../support/throw-away-folder.js';

/** A clone of this repository as it stands, with nothing made in it yet but the libraries. */
export interface CleanClone {
  path: string;
  /** A process that must not outlive this one, nor its group. */
  guard(name: string, pid: number): void;
  read(path: string): string;
  /** Its files that end so. */
  files(ending: string): string[];
  remove(): Promise<void>;
}

/**
 * In a folder whose name has a space. What is not committed comes along, as a commit of the clone's own. The libraries
 * are hard links, as installing them takes minutes: that `npm ci` brings them is shown wherever CI runs.
 */
export async function cleanClone(): Promise<CleanClone> {
  const throwAway = makeThrowAwayFolder(parentOnDeviceOf('node_modules'));
  try {
    const path = join(throwAway.path, 'a clean clone');
    await git('clone', '--quiet', '--local', process.cwd(), path);
    const changed = await git('diff', '--name-only', '--no-renames', '-z', 'HEAD');
    const added = await git('ls-files', '-z', '--others', '--exclude-standard');
    for (const file of `${changed}\0${added}`.split('\0').filter((name) => name !== '')) bring(file, path);
    await git('-C', path, 'add', '--all');
    const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    await git('-C', path, ...author, 'commit', '--quiet', '--allow-empty', '--message', 'as it stands');
    linkTree('node_modules', join(path, 'node_modules'));
    return await describeClone(path, throwAway);
  } catch (error) {
    await throwAway.remove();
    throw error;
  }
}

/** Links cannot lead to another device. */
function parentOnDeviceOf(folder: string): string {
  return statSync(tmpdir()).dev === statSync(folder).dev ? tmpdir() : makeFolder(dataPath('clones'));
}

function bring(file: string, path: string): void {
  const to = join(path, file);
  rmSync(to, { force: true });
  // Listed as changed when it was removed.
  if (statSync(file, { throwIfNoEntry: false })) cpSync(file, to);
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    // What the set-up notes down there belongs to each folder.
    else if (!entry.name.startsWith('.staylock')) linkSync(source, target);
  }
}

async function describeClone(path: string, throwAway: ThrowAwayFolder): Promise<CleanClone> {
  const files = (await git('-C', path, 'ls-files', '-z')).split('\0');
  return {
    path,
    guard(name, pid) {
      const file = join(throwAway.path, name, 'test.pid');
      mkdirSync(dirname(file), { recursive: true });
      // A whole group, by a minus.
      writeFileSync(file, String(-pid));
    },
    read: (file) => readFileSync(join(path, file), 'utf8'),
    files: (ending) => files.filter((file) => file.endsWith(ending)),
    remove: () => throwAway.remove(),
  };
}

function git(...args: string[]): Promise<string> {
  // The folder may belong to another user, as in containers.
  return run('git', ['-c', 'safe.directory=*', ...args]);
}
