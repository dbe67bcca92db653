import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run-program.mjs';

/** Of the tests only what is no spec: benchmarks, chaos and the soak run on it. */
const SOURCES = ['apps', 'bench', 'libs', 'prisma', 'test', 'tools'];
const marker = (root) => join(root, 'dist', '.sources-hash');

export function isBuilt(root) {
  return existsSync(marker(root)) && readFileSync(marker(root), 'utf8') === hashOfSources(root);
}

/** Compiles TypeScript with swc into dist and copies what is not TypeScript (mail templates) beside it. */
export async function build(root) {
  // Taken before: a file saved during the build must make the next one run.
  const hash = hashOfSources(root);
  mkdirSync(join(root, 'dist'), { recursive: true });
  rmSync(marker(root), { force: true });
  const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const present = SOURCES.filter((folder) => existsSync(join(root, folder)));
  const args = [...present, '--out-dir', 'dist', '--copy-files', '--ignore', '**/*.spec.ts,**/*.d.ts', '--quiet'];
  await run(process.execPath, [swc, ...args], { cwd: root });
  removeOrphans(root);
  writeFileSync(marker(root), hash);
}

function hashOfSources(root) {
  const hash = createHash('sha256');
  for (const file of ['.swcrc', ...SOURCES.flatMap((folder) => filesUnder(root, folder))]) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/** Modules whose source is gone must not be found any more. */
function removeOrphans(root) {
  for (const folder of SOURCES) {
    for (const file of filesUnder(join(root, 'dist'), folder)) {
      if (file.endsWith('.js') && !existsSync(join(root, file.replace(/js$/, 'ts'))) && !existsSync(join(root, file))) {
        rmSync(join(root, 'dist', file), { force: true });
        rmSync(join(root, 'dist', `${file}.map`), { force: true });
      }
    }
  }
}

function filesUnder(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
}
