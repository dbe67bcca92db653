// Whether Compose itself takes docker-compose.yml: Debian's docker-compose (1.29) and, where it is, Docker's plug-in.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canInstallPackages, installPackages } from '../services/apt.js';
import { findProgram, run } from '../services/programs.js';

/** Understood by the step that runs this: no failure of the project. */
const NOT_CHECKED = 'not checked:';

try {
  const composes = await findComposes();
  for (const compose of composes) await check(compose);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** The commands that read compose files here; installed when there is none and that can be done. */
async function findComposes(): Promise<string[][]> {
  const found = await present();
  if (found.length > 0) return found;
  if (!canInstallPackages()) {
    throw new Error(`${NOT_CHECKED} there is no docker-compose here (apt-get install docker-compose)`);
  }
  await installPackages(['docker-compose']).catch(() => {
    throw new Error(`${NOT_CHECKED} docker-compose could not be installed with apt-get`);
  });
  return present();
}

async function present(): Promise<string[][]> {
  const [standalone, docker] = [findProgram('docker-compose'), findProgram('docker')];
  const plugIn =
    docker &&
    (await run(docker, ['compose', 'version']).then(
      () => [docker, 'compose'],
      () => undefined,
    ));
  return [...(standalone ? [[standalone]] : []), ...(plugIn ? [plugIn] : [])];
}

async function check([program = '', ...args]: string[]): Promise<void> {
  const text = readFileSync('docker-compose.yml', 'utf8');
  // Beside the file's own folder nothing is looked at: relative paths may lead nowhere, and no .env is read.
  const folder = mkdtempSync(join(tmpdir(), 'staylock-compose-'));
  const secrets = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => [name ?? '', 'x'.repeat(40)] as const);
  const env: NodeJS.ProcessEnv = { ...process.env, ...Object.fromEntries(secrets) };
  const takes = (content: string) => {
    writeFileSync(join(folder, 'docker-compose.yml'), content);
    return run(program, [...args, '--file', join(folder, 'docker-compose.yml'), 'config', '--quiet'], env);
  };
  try {
    await takes(text);
    const refused = await takes(text.replace('    image: redis:7\n', '    imagine: redis:7\n')).then(
      () => false,
      () => true,
    );
    if (!refused)
      throw new Error(`${program} takes a service with a key that there is none of: this check sees nothing.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
