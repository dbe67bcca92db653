const libs = ['batching', 'contracts', 'database', 'idempotency', 'locking', 'outage', 'platform'];
const prismaClients = ['booking', 'hotel-inventory'];

/** Tests run on the TypeScript sources, as native ES modules. */
const project = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '@swc/jest' },
  resolver: '<rootDir>/test/support/resolve-typescript.cjs',
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  moduleNameMapper: Object.fromEntries([
    ...libs.map((lib) => [`^#${lib}$`, `<rootDir>/libs/${lib}/src/index.ts`]),
    ...prismaClients.map((app) => [`^#prisma/${app}$`, `<rootDir>/prisma/${app}/generated/client.ts`]),
  ]),
};

export default {
  // Each worker has its own apps and connections; more than two starve each other on small machines.
  maxWorkers: 2,
  // Jest keeps something of each file that it has run: one worker grew to 3.6 GB. A new one then takes its place.
  workerIdleMemoryLimit: '1GB',
  // For system tests, which wait for real servers; the machine may be busy. (Jest ignores it per project.)
  testTimeout: 60_000,
  projects: [
    {
      ...project,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,bench,libs,tools}/**/*.spec.ts'],
    },
    {
      ...project,
      displayName: 'system',
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      // As built, because Jest loads them past its resolver; only when a test of this project runs.
      globalSetup: '<rootDir>/dist/test/support/global-setup.js',
      globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
    },
  ],
};
