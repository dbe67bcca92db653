import { say } from '../progress.js';
import { findProgram, run } from './programs.js';

/** Whether Debian packages can be installed by this user. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

/** Installs Debian packages without letting them start servers on the standard ports. */
export async function installPackages(packages: string[]): Promise<void> {
  const apt = findProgram('apt-get');
  if (!apt) throw new Error('apt-get is not installed.');
  say(`Installing ${packages.join(' and ')} with apt-get (once; it takes a minute)`);
  const env = {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
    // Both keep the packages' own services from starting: the first without systemd, the second with it.
    RUNLEVEL: '1',
    SYSTEMD_OFFLINE: '1',
  };
  await run(apt, ['update', '-q'], env);
  await run(apt, ['install', '-q', '-y', '--no-install-recommends', ...packages], env);
}
