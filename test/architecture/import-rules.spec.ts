import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The real tree's rules, told of by the tool that `npm run check` runs. */
const ROOT = process.cwd();

interface Found {
  rule: string;
  file: string;
}

/** Each breaks one rule on purpose. */
const VIOLATIONS: { rule: string; file: string; imports: string }[] = [
  {
    rule: 'apps-stand-alone',
    file: 'apps/booking/src/booking/rooms.service.ts',
    imports: '../../../notification/src/letter.js',
  },
  {
    rule: 'libs-know-no-app',
    file: 'libs/platform/src/app-knowledge.ts',
    imports: '../../../apps/booking/src/booking/price.js',
  },
  { rule: 'apps-know-no-tool', file: 'apps/booking/src/booking/tool.service.ts', imports: '../../../../tools/tool.js' },
  {
    rule: 'own-database-only',
    file: 'apps/booking/src/booking/room.repository.ts',
    imports: '#prisma/hotel-inventory',
  },
  { rule: 'pure-files-have-no-effects', file: 'apps/booking/src/booking/nest.ts', imports: '@nestjs/common' },
  { rule: 'pure-files-have-no-effects', file: 'apps/booking/src/booking/files.ts', imports: 'node:fs/promises' },
  { rule: 'pure-files-have-no-effects', file: 'apps/booking/src/booking/sql.ts', imports: '#database' },
  { rule: 'pure-files-have-no-effects', file: 'apps/booking/src/booking/redis.ts', imports: 'ioredis' },
  { rule: 'pure-files-have-no-effects', file: 'apps/booking/src/booking/story.ts', imports: './booking.service.js' },
  { rule: 'pure-files-have-no-effects', file: 'libs/contracts/src/http-call.ts', imports: 'undici' },
  {
    rule: 'edges-go-through-services',
    file: 'apps/booking/src/booking/a.controller.ts',
    imports: './booking.repository.js',
  },
  { rule: 'edges-go-through-services', file: 'apps/booking/src/booking/b.task.ts', imports: '#database' },
  { rule: 'edges-go-through-services', file: 'apps/notification/src/c.processor.ts', imports: '@prisma/client' },
  { rule: 'services-know-no-edge', file: 'apps/booking/src/booking/d.service.ts', imports: './edge.controller.js' },
  {
    rule: 'repositories-are-the-bottom',
    file: 'apps/booking/src/booking/e.repository.ts',
    imports: './booking.service.js',
  },
  { rule: 'prisma-in-repositories-only', file: 'apps/booking/src/booking/f.service.ts', imports: '#prisma/booking' },
  { rule: 'redlock-in-locking-only', file: 'apps/booking/src/booking/g.service.ts', imports: 'redlock' },
  { rule: 'nodemailer-in-mailer-only', file: 'apps/booking/src/booking/h.service.ts', imports: 'nodemailer' },
  { rule: 'driver-in-database-only', file: 'apps/booking/src/booking/i.repository.ts', imports: 'mariadb' },
  { rule: 'run-time-needs-declared', file: 'apps/booking/src/booking/j.service.ts', imports: 'smtp-server' },
  { rule: 'run-time-needs-declared', file: 'tools/migrate.ts', imports: 'cli-progress' },
  { rule: 'commands-need-what-is-built', file: 'tools/trial.ts', imports: '../test/tools/unbuilt.js' },
  { rule: 'everything-resolves', file: 'apps/booking/src/booking/k.service.ts', imports: './nowhere.js' },
  { rule: 'no-cycles', file: 'apps/booking/src/booking/l.service.ts', imports: './m.service.js' },
];

/** What the same rules must let through. */
const ALLOWED: { file: string; imports: string[] }[] = [
  { file: 'apps/booking/src/main.ts', imports: ['@nestjs/core', './env.js', './booking/edge.controller.js'] },
  { file: 'apps/booking/src/env.ts', imports: ['#platform', 'node:os'] },
  { file: 'apps/booking/src/booking/price.ts', imports: ['#contracts', 'node:crypto', 'uuid'] },
  { file: 'apps/booking/src/booking/price.spec.ts', imports: ['./price.js', 'node:fs'] },
  {
    file: 'apps/booking/src/booking/booking.service.ts',
    imports: ['./booking.repository.js', './price.js', '#locking', 'undici'],
  },
  { file: 'apps/booking/src/booking/booking.repository.ts', imports: ['#database', '#prisma/booking', './price.js'] },
  { file: 'apps/booking/src/booking/edge.controller.ts', imports: ['./booking.service.js', '@nestjs/common'] },
  // A cycle is told of once, at its first file.
  { file: 'apps/booking/src/booking/m.service.ts', imports: ['./l.service.js'] },
  { file: 'apps/notification/src/letter.ts', imports: ['#contracts'] },
  { file: 'apps/notification/src/mailer/mailer.service.ts', imports: ['nodemailer'] },
  { file: 'libs/locking/src/index.ts', imports: ['redlock'] },
  { file: 'libs/database/src/index.ts', imports: ['mariadb'] },
  { file: 'tools/tool.ts', imports: ['cli-progress', 'mariadb', '../test/support/built.js'] },
];
const STUBS = [
  'libs/contracts/src/index.ts',
  'libs/platform/src/index.ts',
  'libs/idempotency/src/index.ts',
  'prisma/booking/generated/client.ts',
  'prisma/hotel-inventory/generated/client.ts',
  'test/support/built.ts',
  'test/tools/unbuilt.ts',
];

describe('the import rules', () => {
  let tree: string;
  let found: Found[];

  beforeAll(async () => {
    tree = mkdtempSync(join(tmpdir(), 'import-rules-'));
    cpSync(join(ROOT, 'package.json'), join(tree, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    for (const stub of STUBS) write(stub, []);
    for (const { file, imports } of ALLOWED) write(file, imports);
    for (const { file, imports } of VIOLATIONS) write(file, [imports]);
    found = await cruise(tree, ['apps', 'libs', 'tools']);
  });

  afterAll(() => {
    rmSync(tree, { recursive: true, force: true });
  });

  it.each(VIOLATIONS)('$rule: $file may not import $imports', ({ rule, file }) => {
    expect(found).toContainEqual({ rule, file });
  });

  it('let everything else through', () => {
    const allowed = new Set([...ALLOWED.map(({ file }) => file), ...STUBS]);
    expect(found.filter(({ file }) => allowed.has(file))).toEqual([]);
  });

  it('are all broken by a violation here', async () => {
    const { default: config } = (await import(join(ROOT, '.dependency-cruiser.cjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    const tried = new Set(VIOLATIONS.map(({ rule }) => rule));
    expect(config.forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it('are kept by the real tree', async () => {
    expect(await cruise(ROOT, ['apps', 'bench', 'libs', 'prisma', 'tools', 'test'])).toEqual([]);
  });

  function write(file: string, imports: readonly string[]): void {
    const path = join(tree, file);
    mkdirSync(dirname(path), { recursive: true });
    const lines = imports.map((name, i) => `import * as i${i} from '${name}';\nexport const e${i} = i${i};\n`);
    writeFileSync(path, lines.join('') || 'export {};\n');
  }
});

async function cruise(folder: string, parts: string[]): Promise<Found[]> {
  const cruiser = resolve(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, ...parts, '--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  // The exit code counts the violations; the answer is on stdout either way.
  const json = await new Promise<string>((done, fail) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (stdout.startsWith('{')) done(stdout);
      else fail(new Error(stderr || error?.message));
    });
  });
  const { summary } = JSON.parse(json) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => ({ rule: rule.name, file: from }));
}
