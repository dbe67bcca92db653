import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../tools/services/free-port.js';
import { createDatabases, sharedMariaDbUrl, type TestDatabases } from '../support/databases.js';

let databases: TestDatabases;
beforeAll(async () => (databases = await createDatabases()));
afterAll(() => databases.drop());

const COMMANDS = ['verify', 'migrate'];

test.each(COMMANDS)('%s without a database says which one, and what to look at', async (command) => {
  const host = `127.0.0.1:${await freePort()}`;
  const gone = (url: string) => Object.assign(new URL(url), { host }).href;

  const { code, said } = await run(command, gone(databases.bookingUrl), gone(databases.inventoryUrl));

  expect(said).toContain(`The database server at ${host} does not answer. Does the server run`);
  expect(said).toContain('BOOKING_DATABASE_URL and INVENTORY_DATABASE_URL');
  expect(said).not.toMatch(/^\s+at /m);
  expect(code).toBeGreaterThan(0);
});

test.each(COMMANDS)('%s with a wrong password says that the user is not let in', async (command) => {
  const wrong = (url: string) => Object.assign(new URL(url), { password: 'wrong' }).href;

  const { code, said } = await run(command, wrong(databases.bookingUrl), wrong(databases.inventoryUrl));

  expect(said).toContain('does not let the user in. Are name and password right');
  expect(said).not.toContain('wrong@');
  expect(code).toBeGreaterThan(0);
});

test('verify on a database that is not Staylock’s says how it becomes that', async () => {
  const { code, said } = await run('verify', sharedMariaDbUrl(), sharedMariaDbUrl());

  expect(said).toContain('bring it up to date with "npm run migrate"');
  expect(code).toBe(2);
});

async function run(command: string, booking: string, inventory: string) {
  const child = spawn(process.execPath, [`dist/tools/${command}.js`], {
    env: { PATH: process.env['PATH'], BOOKING_DATABASE_URL: booking, INVENTORY_DATABASE_URL: inventory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
