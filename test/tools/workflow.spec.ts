import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Job {
  container: string;
  env?: Record<string, string>;
  strategy: { matrix: { node?: number[]; include?: { image: string }[] } };
  services?: Record<string, { image: string; env: Record<string, string>; options: string }>;
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

/** What the file says: whether the service that runs it does so is seen there alone. */
const { jobs } = parse(readFileSync('.github/workflows/ci.yml', 'utf8')) as { jobs: Record<string, Job> };
const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  engines: { node: string };
};
const COMMAND = /^npm (?:run )?(\S+)(?: -- (.*))?$/;
const commands = Object.values(jobs).flatMap(({ steps }) =>
  steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
);

test('every command is one of the npm commands, and every suite that it names has tests', () => {
  expect(commands.length).toBeGreaterThan(2);
  const specs = readdirSync('test', { recursive: true }).map((name) => `test/${String(name)}`);
  for (const command of commands) {
    const [, script = '', args = ''] = COMMAND.exec(command) ?? [];
    expect(Object.keys(scripts)).toContain(script);
    for (const path of args.split(' ').filter((word) => word !== '')) {
      expect([path, specs.filter((spec) => spec.startsWith(path) && spec.endsWith('.spec.ts')).length > 0]).toEqual([
        path,
        true,
      ]);
    }
  }
});

test('the whole check runs on the oldest Node that is supported and on newer ones', () => {
  const node = jobs['check']?.strategy.matrix.node ?? [];
  expect(jobs['check']?.steps.map(({ run }) => run)).toContain('npm run check');
  expect(engines.node).toBe(`>=${Math.min(...node)}.19.0`);
  expect(node.length).toBeGreaterThan(1);
});

test('the database suites run on MySQL 8.4 too, as its root, and on every image of the matrix', () => {
  const job = jobs['databases'];
  const service = job?.services?.['database'];
  expect(job?.strategy.matrix.include?.map(({ image }) => image)).toContain('mysql:8.4');
  expect(service?.image).toBe('${{ matrix.image }}');
  const { hostname, username, password } = new URL(job?.env?.['TEST_DATABASE_URL'] ?? '');
  expect([hostname, username, password]).toEqual(['database', 'root', service?.env['MYSQL_ROOT_PASSWORD']]);
  expect(service?.options).toContain(`--password=${password}`);
});

test('every job has the history that tests of the version before need', () => {
  for (const { steps } of Object.values(jobs)) {
    expect(steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with).toEqual({ 'fetch-depth': 0 });
  }
});
