import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sampleMail } from '../../apps/notification/src/booking-email/booking-mail.sample.js';
import { until } from '../support/until.js';
import { NotificationSystem } from './notification-system.js';
import { RedisLine } from './redis-line.js';

const MAIN = fileURLToPath(new URL('../../dist/apps/notification/src/main.js', import.meta.url));

describe('the notification app', () => {
  let system: NotificationSystem;

  beforeEach(async () => {
    system = await NotificationSystem.start();
  });

  afterEach(() => system.stop());

  /** The app as it is started in production, in a process that can be killed. */
  function spawnApp(changes: Record<string, string> = {}) {
    return spawn(process.execPath, [MAIN], { env: system.variables(changes), stdio: ['ignore', 'pipe', 'inherit'] });
  }

  it('finishes the mail in hand before it stops, and takes no other', async () => {
    system.smtp.next('hang-after-data');
    const app = await system.startApp({ MAIL_CONCURRENCY: '1' });
    const inHand = await system.enqueue(sampleMail('held'));
    await system.smtp.until('the mail in hand', () => system.smtp.arrived.length === 1);
    const next = await system.enqueue(sampleMail('confirmed'));
    const closed = app.close();
    system.smtp.release();
    await closed;
    expect(await inHand.getState()).toBe('completed');
    expect(await next.getState()).toBe('waiting');
    expect(system.smtp.accepted).toHaveLength(1);
  });

  it('that was killed with a mail in hand leaves it to the next one, however often', async () => {
    system.smtp.next('hang-after-data', 'hang-after-data', 'hang-after-data');
    const job = await system.enqueue(sampleMail('held'));
    for (const kill of [1, 2, 3]) {
      const app = spawnApp();
      await system.smtp.until(`mail ${kill} in hand`, () => system.smtp.arrived.length === kill);
      app.kill('SIGKILL');
      await once(app, 'exit');
    }
    await system.startApp();
    expect(await system.outcome(job)).toBe('sent');
    expect(system.smtp.accepted).toHaveLength(1);
    expect(new Set(system.smtp.arrived.map(({ messageId }) => messageId)).size).toBe(1);
  }, 30_000);

  it('outlives Redis: not ready while it is gone, and mails go out when it is back', async () => {
    const line = await RedisLine.to(system.redisUrl);
    const app = await system.startApp({ REDIS_URL: line.url });
    const ready = async () => (await fetch(`${app.url}/health/ready`)).status;
    expect(await ready()).toBe(200);
    line.cut();
    // What was asked a moment ago is told for up to a second.
    await until('not ready', async () => (await ready()) === 503, 5_000);
    const job = await system.enqueue(sampleMail('held'));
    await line.mend();
    expect(await system.outcome(job)).toBe('sent');
    await until('ready', async () => (await ready()) === 200, 5_000);
    await app.close();
    line.cut();
  });

  it('stops even if Redis is gone', async () => {
    const line = await RedisLine.to(system.redisUrl);
    const app = spawnApp({ REDIS_URL: line.url, LOG_LEVEL: 'warn' });
    expect(await system.outcome(await system.enqueue(sampleMail('held')))).toBe('sent');
    line.cut();
    const [warning] = await once(app.stdout, 'data');
    expect(String(warning)).toContain('queue trouble');
    app.kill('SIGTERM');
    expect(await once(app, 'exit')).toEqual([0, null]);
  });

  it('is ready while SMTP is down: the queue keeps the mails', async () => {
    await system.smtp.refuseConnections();
    const app = await system.startApp();
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
  });
});
