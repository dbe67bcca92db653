import { existsSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from '../../tools/services/programs.js';
import { type Migration, readMigrations } from '../../tools/services/migrations.js';
import type { AppName } from '../cluster/replica.js';
import { makeThrowAwayFolder } from '../support/throw-away-folder.js';

export interface OlderBuild {
  commit: string;
  /** The file to run of each app. */
  entries: Record<AppName, string>;
  /** The migrations that this version knew. */
  migrationsOf(app: 'booking' | 'hotel-inventory'): Migration[];
  remove(): Promise<void>;
}

const MIGRATIONS = 'prisma/*/migrations/*/migration.sql';
/** What the apps are built from, and what builds them. */
const NEEDED = ['apps', 'libs', 'prisma', 'tools/setup', 'package.json', '.swcrc'];
/** As `npm` commands do it, with the older version's own steps. */
const BUILD = `
  const root = process.argv[1];
  const { clientsToGenerate, generateClients } = await import(root + '/tools/setup/generate.mjs');
  const { build } = await import(root + '/tools/setup/build.mjs');
  await generateClients(root, clientsToGenerate(root));
  await build(root);
`;

/** Builds the version before the newest migration, as it was committed, with the libraries of today. */
export async function buildOlder(): Promise<OlderBuild> {
  const commit = await commitBeforeNewestMigration();
  const throwAway = makeThrowAwayFolder();
  try {
    const root = throwAway.path;
    const archive = join(root, 'older.tar');
    await git('archive', '--output', archive, commit, ...NEEDED);
    await run('tar', ['-x', '-f', archive, '-C', root]);
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
    await run(process.execPath, ['--input-type=module', '--eval', BUILD, root]);
    const entry = (app: AppName) => join(root, `dist/apps/${app}/src/main.js`);
    return {
      commit,
      entries: {
        booking: entry('booking'),
        'hotel-inventory': entry('hotel-inventory'),
        notification: entry('notification'),
      },
      migrationsOf: (app) =>
        readMigrations(app).filter(({ name }) => existsSync(join(root, 'prisma', app, 'migrations', name))),
      remove: () => throwAway.remove(),
    };
  } catch (error) {
    await throwAway.remove();
    throw error;
  }
}

async function commitBeforeNewestMigration(): Promise<string> {
  try {
    const changed = await git('status', '--porcelain', '--untracked-files=all', '--', MIGRATIONS);
    // Being written: the last commit does not have it.
    if (/^(\?\?|A.) /m.test(changed)) return (await git('rev-parse', 'HEAD')).trim();
    const added = (await git('log', '-1', '--diff-filter=A', '--format=%H', '--', MIGRATIONS)).trim();
    return (await git('rev-parse', '--verify', '--quiet', `${added}^`)).trim();
  } catch (error) {
    throw new Error(
      'The version before the newest migration is built from the history, which is not here. Run the tests in a git ' +
        'clone with its whole history: "git fetch --unshallow" completes a shallow one.',
      { cause: error },
    );
  }
}

function git(...args: string[]): Promise<string> {
  // The folder may belong to another user, as in containers.
  return run('git', ['-c', 'safe.directory=*', ...args]);
}
