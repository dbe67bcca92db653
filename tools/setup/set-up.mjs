import { build, isBuilt } from './build.mjs';
import { clientsToGenerate, generateClients } from './generate.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';

/** Installs, generates and builds whatever is missing or stale; says nothing when nothing is. */
export async function setUp(root) {
  if (isReady(root)) return;
  await withLock(root, async () => {
    // Looked at again: another process may have done it while this one waited.
    if (!isInstalled(root)) await step('Installing dependencies', () => install(root));
    const clients = clientsToGenerate(root);
    if (clients.length > 0) await step('Generating the Prisma clients', () => generateClients(root, clients));
    if (!isBuilt(root)) await step('Building', () => build(root));
  });
}

function isReady(root) {
  return isInstalled(root) && clientsToGenerate(root).length === 0 && isBuilt(root);
}

async function step(title, work) {
  const start = Date.now();
  process.stderr.write(`› ${title} … `);
  try {
    await work();
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
  process.stderr.write(`${((Date.now() - start) / 1000).toFixed(1)} s\n`);
}
