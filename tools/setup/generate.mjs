import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run-program.mjs';

const schema = (root, app) => join(root, 'prisma', app, 'schema.prisma');
const marker = (root, app) => join(root, 'prisma', app, 'generated', '.schema-hash');

/** The apps whose Prisma client does not fit its schema, or Prisma's version. */
export function clientsToGenerate(root) {
  const apps = readdirSync(join(root, 'prisma')).filter((name) => statSync(join(root, 'prisma', name)).isDirectory());
  return apps.filter((app) => read(marker(root, app)) !== hashFor(root, app));
}

export async function generateClients(root, apps) {
  const env = {
    ...process.env,
    // Prisma would download its schema engine otherwise, which generating a client does not need.
    PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'prisma', 'no-schema-engine.sh'),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const prisma = join(root, 'node_modules', 'prisma', 'build', 'index.js');
  for (const app of apps) {
    await run(process.execPath, [prisma, 'generate', '--schema', schema(root, app)], { cwd: root, env });
    writeFileSync(marker(root, app), hashFor(root, app));
  }
}

function hashFor(root, app) {
  const version = read(join(root, 'node_modules', 'prisma', 'package.json'));
  return createHash('sha256')
    .update(readFileSync(schema(root, app)))
    .update(version ?? '')
    .digest('hex');
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
