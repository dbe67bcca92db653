import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const GOOD = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  PORT: '0',
  REDIS_URL: 'redis://:hidden-redis@127.0.0.1:1',
  AUTH_SECRET: 'hidden-u'.repeat(4),
  SERVICE_AUTH_SECRET: 'hidden-s'.repeat(4),
  BOOKING_DATABASE_URL: 'mysql://u:hidden-db@127.0.0.1:1/booking',
  INVENTORY_DATABASE_URL: 'mysql://u:hidden-db@127.0.0.1:1/inventory',
  HOTEL_INVENTORY_URL: 'http://127.0.0.1:1',
  SMTP_URL: 'smtp://u:hidden-smtp@127.0.0.1:1',
  MAIL_FROM: 'Staylock <bookings@staylock.example>',
};

/** Starts an app as an operator does, and waits for it to give up. */
async function boot(app: string, changes: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [`dist/apps/${app}/src/main.js`], {
    env: { PATH: process.env['PATH'], ...GOOD, ...changes },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 50_000,
  });
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, said };
}

describe('an app that is started with a wrong environment ends, and says in words', () => {
  it.each<[string, string, Record<string, string>, string[]]>([
    [
      'that databases have URLs',
      'booking',
      { BOOKING_DATABASE_URL: 'notaurl' },
      ['BOOKING_DATABASE_URL must be a URL like mysql://user:password@host:3306/database'],
    ],
    [
      'that a URL names the database',
      'hotel-inventory',
      { INVENTORY_DATABASE_URL: 'mysql://u:hidden-db@127.0.0.1:3306' },
      ['INVENTORY_DATABASE_URL must be a URL like mysql://user:password@host:3306/database'],
    ],
    [
      'all that is wrong at once',
      'notification',
      { REDIS_URL: 'hidden-redis:6379', PORT: '70000', SMTP_URL: 'hidden-smtp', AUTH_SECRET: 'hidden-short' },
      ['REDIS_URL must be a URL like redis://', 'PORT must not be greater than 65535', 'SMTP_URL', 'AUTH_SECRET'],
    ],
    [
      'that the secret of development is not for production',
      'booking',
      { NODE_ENV: 'production' },
      [
        'AUTH_SECRET is for development',
        'AUTH_JWKS_URL must be a URL like',
        'is required with NODE_ENV=production',
        'SERVICE_AUTH_SECRET looks like an example',
        'METRICS_TOKEN is required with NODE_ENV=production',
      ],
    ],
  ])('%s', async (_, app, changes, expected) => {
    const { code, said } = await boot(app, changes);
    expect(code).toBe(1);
    for (const words of expected) expect(said).toContain(words);
    expect(said).toContain('configuration table in README.md');
    expect(said).not.toContain('hidden');
    expect(said).not.toMatch(/^\s+at /m);
  });
});
