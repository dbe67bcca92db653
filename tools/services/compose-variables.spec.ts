import { readFileSync } from 'node:fs';
import { composeVariables } from './compose-variables.js';

it('every variable that docker-compose.yml requires is given when npm start uses it', () => {
  const text = readFileSync('docker-compose.yml', 'utf8');
  const required = [...new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name ?? ''))];
  const secret = 'x'.repeat(64);
  const given = composeVariables({
    AUTH_SECRET: secret,
    SERVICE_AUTH_SECRET: secret,
    databaseRootPassword: secret,
    bookingDatabasePassword: secret,
    inventoryDatabasePassword: secret,
    migrationDatabasePassword: secret,
    redisPassword: secret,
  });
  expect(required.length).toBeGreaterThan(5);
  expect(required.filter((name) => !given[name])).toEqual([]);
});
