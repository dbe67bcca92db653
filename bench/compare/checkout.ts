import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AppName } from '../../test/cluster/replica.js';
import { dataPath, makeFolder } from '../../tools/services/data-folder.js';
import { readMigrations } from '../../tools/services/migrations.js';
import { run } from '../../tools/services/programs.js';
import type { Build } from '../system/bench-system.js';

/** The apps of one commit, built in a folder of their own. */
export interface Checkout extends Build {
  commit: string;
  remove(): Promise<void>;
}

/** As `npm` commands do it, with that version's own steps. */
const BUILD = `
  const root = process.argv[1];
  const { clientsToGenerate, generateClients } = await import(root + '/tools/setup/generate.mjs');
  const { build } = await import(root + '/tools/setup/build.mjs');
  await generateClients(root, clientsToGenerate(root));
  await build(root);
`;

/** Checks a commit out beside this folder and builds its apps, with the libraries of today. */
export async function checkOut(revision: string): Promise<Checkout> {
  const commit = (await git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`)).trim();
  const root = join(makeFolder(dataPath('bench', 'trees')), commit.slice(0, 12));
  const remove = async () => {
    // The link would take the libraries with it otherwise.
    rmSync(join(root, 'node_modules'), { force: true });
    await git('worktree', 'remove', '--force', root).catch(() => rmSync(root, { recursive: true, force: true }));
    await git('worktree', 'prune');
  };
  // Left by a run that was killed.
  if (existsSync(root)) await remove();
  try {
    await git('worktree', 'add', '--detach', root, commit);
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
    await run(process.execPath, ['--input-type=module', '--eval', BUILD, root]);
  } catch (error) {
    await remove();
    throw error;
  }
  const entry = (app: AppName) => join(root, `dist/apps/${app}/src/main.js`);
  return {
    ...{ commit, remove },
    entries: {
      ...{ booking: entry('booking'), 'hotel-inventory': entry('hotel-inventory') },
      notification: entry('notification'),
    },
    migrationsOf: (app) => readMigrations(app, root),
  };
}

function git(...args: string[]): Promise<string> {
  // The folder may belong to another user, as in containers.
  return run('git', ['-c', 'safe.directory=*', ...args]);
}
