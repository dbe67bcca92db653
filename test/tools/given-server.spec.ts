import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Database } from '#database';
import { freePort } from '../../tools/services/free-port.js';
import { type PrivateServer, startPrivateMariaDb } from '../support/services.js';

const PATIENCE_MS = 180_000;
/** A few requests through all apps' tables. */
const SUITE = 'test/booking/cancel';

describe('the suites on a database server that is given', () => {
  let server: PrivateServer;
  beforeAll(async () => (server = await startPrivateMariaDb()), PATIENCE_MS);
  afterAll(() => server.remove());

  it(
    'run on it, and leave nothing there',
    async () => {
      const before = await contentsOf(server.url);

      const { code, said } = await runSuite(server.url);

      expect(said).toMatch(/^Tests: +\d+ passed, \d+ total$/m);
      expect(code).toBe(0);
      const after = await contentsOf(server.url);
      expect(after.databasesMade - before.databasesMade).toBeGreaterThanOrEqual(2);
      expect(after.databases).toEqual(before.databases);
      expect(after.users).toEqual(before.users);
    },
    PATIENCE_MS,
  );

  it(
    'say so when it does not answer, instead of using another one',
    async () => {
      const host = `127.0.0.1:${await freePort()}`;

      const { code, said } = await runSuite(Object.assign(new URL(server.url), { host }).href);

      expect(said).toContain(`TEST_DATABASE_URL: no tests without the server at ${host}`);
      expect(said).not.toContain(new URL(server.url).password);
      expect(code).toBe(1);
    },
    PATIENCE_MS,
  );
});

async function contentsOf(url: string) {
  const database = new Database({ url, connections: 1 });
  try {
    const [made] = await database.query<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Com_create_db'");
    return {
      databasesMade: Number(made?.Value),
      databases: await database.query<object>('SHOW DATABASES'),
      users: await database.query<object>('SELECT User, Host FROM mysql.user ORDER BY User, Host'),
    };
  } finally {
    await database.close();
  }
}

async function runSuite(url: string) {
  // With nothing of the run that this is part of: it must find its servers by itself.
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['tools/run.mjs', 'test', SUITE], {
    env: { PATH, HOME, TEST_DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
