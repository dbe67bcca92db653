// Which file may import which. test/architecture/import-rules.spec.ts breaks every rule here on purpose.
const { join } = require('node:path');

const SPEC = '\\.spec\\.ts$';
const npm = (...names) => names.map((name) => `(^|/)node_modules/${name}/`);
const DATABASE = [...npm('mariadb', '@prisma'), '^libs/database/', '^prisma/', '\\.repository\\.ts$'];

/** A file with a second dot has a role and may have effects; main.ts and env.ts stand at the edge of an app. */
const PURE = ['^apps/.+/[^/.]+\\.ts$', '^libs/contracts/src/'];
const BUILT_TESTS = '^test/(support|cluster|chaos)/';
const EDGE = '/src/(main|env)\\.ts$';

/** A rule that forbids imports; `only` names who may have them all the same. */
const reservedFor = (name, comment, to, only) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(apps|bench|libs|prisma|tools|test)/', pathNot: only },
  to: { path: to },
});

module.exports = {
  forbidden: [
    {
      name: 'apps-stand-alone',
      comment: 'Apps talk over HTTP and queues. What two of them share belongs into libs/.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-know-no-app',
      comment: 'Apps are built from libs, never the other way round.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|bench|tools|test)/' },
    },
    {
      name: 'apps-know-no-tool',
      comment: 'Tools and tests run the apps from outside.',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^(bench|tools|test)/' },
    },
    {
      name: 'own-database-only',
      comment: "An app's tables belong to that app alone.",
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^prisma/', pathNot: '^prisma/$1/' },
    },
    {
      name: 'pure-files-have-no-effects',
      comment: 'A file without a role suffix is pure: no Nest, no I/O, and nothing that has them.',
      severity: 'error',
      from: { path: PURE, pathNot: [SPEC, EDGE] },
      to: {
        path: [
          ...npm('@nestjs', 'bullmq', 'ioredis', 'nodemailer', 'undici', 'redlock', 'pino', 'nanoid', 'cockatiel'),
          ...DATABASE,
          '^(node:)?(fs|net|http|https|http2|dns|tls|dgram|child_process|worker_threads|timers|os|process|cluster)(/|$)',
          '^libs/locking/',
          '\\.(service|controller|module|task|processor|client|dto|filter|guard|interceptor|middleware|provider)\\.ts$',
        ],
      },
    },
    {
      name: 'edges-go-through-services',
      comment: 'Controllers, tasks and processors call services, which alone decide what is written.',
      severity: 'error',
      from: { path: '\\.(controller|task|processor)\\.ts$' },
      to: { path: DATABASE },
    },
    {
      name: 'services-know-no-edge',
      comment: 'Imports run one way: controllers, tasks and processors → services → repositories and pure files.',
      severity: 'error',
      from: { path: '\\.(service|repository|client)\\.ts$' },
      to: { path: '\\.(controller|task|processor|module)\\.ts$' },
    },
    {
      name: 'repositories-are-the-bottom',
      comment: 'A repository reads and writes rows; whoever needs a decision calls it, not the reverse.',
      severity: 'error',
      from: { path: '\\.repository\\.ts$' },
      to: { path: '\\.(service|client)\\.ts$', pathNot: '^apps/[^/]+/src/prisma/' },
    },
    reservedFor(
      'prisma-in-repositories-only',
      'Rows become domain objects in one place.',
      ['^prisma/[^/]+/generated/', ...npm('@prisma')],
      ['\\.repository\\.ts$', '^apps/[^/]+/src/prisma/', '^prisma/', '^test/'],
    ),
    reservedFor(
      'redlock-in-locking-only',
      'libs/locking knows what happens when a lock is lost or Redis is gone.',
      npm('redlock'),
      ['^libs/locking/'],
    ),
    reservedFor(
      'nodemailer-in-mailer-only',
      'One place decides which failures of SMTP are tried again.',
      npm('nodemailer'),
      ['^apps/notification/src/mailer/', '^test/'],
    ),
    reservedFor(
      'driver-in-database-only',
      'libs/database sets isolation, time zone and retries for every connection.',
      npm('mariadb'),
      ['^libs/database/', '^tools/', '^test/', '^bench/floor/'],
    ),
    {
      name: 'run-time-needs-declared',
      comment: 'The image holds production dependencies only: what runs there must be declared as one.',
      severity: 'error',
      from: { path: ['^(apps|libs|prisma)/', '^tools/(migrate|progress|services/)'], pathNot: SPEC },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'commands-need-what-is-built',
      comment: 'A command runs from dist/, where of test/ only these folders are (tools/setup/build.mjs).',
      severity: 'error',
      from: { path: ['^(apps|bench|libs|prisma|tools)/', BUILT_TESTS], pathNot: SPEC },
      to: { path: '^test/', pathNot: BUILT_TESTS },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that cannot be resolved escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle has no order in which it can be read.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    // Imports of types count: they tie files together as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(__dirname, 'tsconfig.json') },
    webpackConfig: { fileName: join(__dirname, 'tools/check/sources-of-imports.cjs') },
    doNotFollow: { path: ['(^|/)node_modules/', '^prisma/[^/]+/generated/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
