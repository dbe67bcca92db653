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

/**
 * Builds the version before the newest migration, as it was committed, with the libraries of today. Where that migration
 * begins the schema anew there is no version before that could run beside it: the one that brought it stands in.
 */
export async function buildOlder(): Promise<OlderBuild> {
  const commit = await commitOfOlder();
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

async function commitOfOlder(): Promise<string> {
  const { path, isFirst } = newestMigration();
  try {
    // A file that was moved is a new one at its new place.
    const added = (await git('log', '-1', '--no-renames', '--diff-filter=A', '--format=%H', '--', path)).trim();
    // Being written: the last commit does not have it.
    if (added === '') return (await git('rev-parse', 'HEAD')).trim();
    return (await git('rev-parse', '--verify', '--quiet', isFirst ? added : `${added}^`)).trim();
  } catch (error) {
    throw new Error(
      'The version before the newest migration is built from the history, which is not here. Run the tests in a git ' +
        'clone with its whole history: "git fetch --unshallow" completes a shallow one.',
      { cause: error },
    );
  }
}

/** Of both apps; their names begin with when they were made. */
function newestMigration(): { path: string; isFirst: boolean } {
  const all = (['booking', 'hotel-inventory'] as const).flatMap((app) =>
    readMigrations(app).map(({ name }) => ({ name, path: `prisma/${app}/migrations/${name}/migration.sql` })),
  );
  const newest = all.reduce((latest, one) => (one.name > latest.name ? one : latest));
  return { path: newest.path, isFirst: newest.name.endsWith('_init') };
}

function git(...args: string[]): Promise<string> {
  // The folder may belong to another user, as in containers.
  return run('git', ['-c', 'safe.directory=*', ...args]);
}
