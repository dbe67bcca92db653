import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../../test/cluster/cluster.js';
import type { AppName } from '../../test/cluster/replica.js';
import { until } from '../../test/support/until.js';
import { dataPath } from '../../tools/services/data-folder.js';
import { PROFILE_SIGNAL, PROFILED_ENTRY, PROFILES_FOLDER } from './profiled-variables.js';

const FOLDER = dataPath('bench', 'profiles');
const WRITTEN_WITHIN_MS = 30_000;

/** An app that can be told to write what it spends its time on. */
export function profiled(app: AppName, entries: Partial<Record<AppName, string>> = {}) {
  mkdirSync(FOLDER, { recursive: true });
  const entry = entries[app] ?? `dist/apps/${app}/src/main.js`;
  return {
    entries: { ...entries, [app]: 'dist/bench/system/profiled-app.js' },
    env: { [PROFILED_ENTRY]: entry, [PROFILES_FOLDER]: FOLDER },
  };
}

/** Writes a profile of the app for the time of the work, for the flame graph of Chrome or speedscope. */
export async function withProfile<T>(cluster: Cluster, app: AppName, name: string, work: () => Promise<T>): Promise<T> {
  const pid = cluster.replicasOf(app)[0]?.pid;
  if (pid === undefined) throw new Error(`${app} does not run`);
  process.kill(pid, PROFILE_SIGNAL);
  try {
    return await work();
  } finally {
    process.kill(pid, PROFILE_SIGNAL);
    const written = join(FOLDER, `${pid}.cpuprofile`);
    await until('the profile is written', () => existsSync(written), WRITTEN_WITHIN_MS);
    renameSync(written, join(FOLDER, `${app}-${name}-${randomUUID().slice(0, 4)}.cpuprofile`));
  }
}
