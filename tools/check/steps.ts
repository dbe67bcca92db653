import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Step } from './step.js';

const WITHOUT_SCHEMA_ENGINE = {
  PRISMA_SCHEMA_ENGINE_BINARY: resolve('prisma/no-schema-engine.sh'),
  CHECKPOINT_DISABLE: '1',
};

/** Seconds each: all of them run, so that one sees everything that is wrong at once. */
export const QUICK_STEPS: Step[] = [
  { name: 'format', program: { of: 'prettier', bin: 'prettier' }, args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'lint', program: { of: 'eslint', bin: 'eslint' }, args: ['--max-warnings', '0', '.'] },
  {
    name: 'import rules',
    program: { of: 'dependency-cruiser', bin: 'depcruise' },
    args: ['apps', 'bench', 'libs', 'prisma', 'tools', 'test', '--config', '.dependency-cruiser.cjs'],
  },
  { name: 'types', program: { of: 'typescript', bin: 'tsc' }, args: ['--noEmit', '--incremental', 'false', '-p', '.'] },
  { name: 'dead code', program: { of: 'knip', bin: 'knip' }, args: ['--no-config-hints'] },
  ...['booking', 'hotel-inventory'].map((app) => ({
    name: `schema of ${app}`,
    program: { of: 'prisma', bin: 'prisma' },
    args: ['validate', '--schema', `prisma/${app}/schema.prisma`],
    env: WITHOUT_SCHEMA_ENGINE,
  })),
  {
    name: 'compose file',
    program: { file: 'dist/tools/check/compose-file.js' },
    args: [],
    excuse: (output) => /^not checked: .*$/m.exec(output)?.[0],
  },
  {
    name: 'known vulnerabilities',
    program: { file: npmCli() },
    // Also under `npm --silent` the reason of a failure must be told.
    args: ['audit', '--omit=dev', '--audit-level=high', '--loglevel=warn'],
    excuse: (output) =>
      output.includes('audit endpoint returned an error') ||
      /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENETUNREACH/.test(output)
        ? "not checked: the registry's audit service does not answer from here"
        : undefined,
  },
];

/** Only worth its minutes when the quick steps are through. */
export const TESTS: Step = { name: 'tests', program: { file: 'tools/run.mjs' }, args: ['test'], shown: true };

/** npm names itself to the scripts it runs; otherwise it lies beside Node. */
function npmCli(): string {
  const own = process.env['npm_execpath'];
  if (own?.endsWith('npm-cli.js')) return own;
  const beside = [
    resolve(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    resolve(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
  ];
  return beside.find(existsSync) ?? 'npm-cli.js';
}
