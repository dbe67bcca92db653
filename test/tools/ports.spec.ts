import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chosenPorts, requireFreePorts } from '#ports';
import { freePort } from '../../tools/services/free-port.js';

const LISTENER = `require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1', () => console.log('up'))`;

test('the ports are those of the variables, and without a mail catcher its ports do not matter', () => {
  expect(
    chosenPorts({ BOOKING_PORT: '4000', HOST: '0.0.0.0' }).map(({ variable, port, host }) => [variable, port, host]),
  ).toEqual([
    ['BOOKING_PORT', 4000, '0.0.0.0'],
    ['HOTEL_INVENTORY_PORT', 3001, '0.0.0.0'],
    ['NOTIFICATION_PORT', 3002, '0.0.0.0'],
    ['SMTP_PORT', 1025, '127.0.0.1'],
    ['MAIL_WEB_PORT', 1080, '127.0.0.1'],
  ]);
  expect(chosenPorts({ SMTP_URL: 'smtp://mail.example' })).toHaveLength(3);
  for (const port of ['0', '65536', 'http', '-1', '1e3']) {
    expect(() => chosenPorts({ BOOKING_PORT: port })).toThrow('BOOKING_PORT must be a port from 1 to 65535.');
  }
});

test('two parts cannot have one port', async () => {
  const port = await freePort();
  const ports = chosenPorts({
    BOOKING_PORT: String(port),
    MAIL_WEB_PORT: String(port),
    SMTP_PORT: String(await freePort()),
  }).filter((chosen) => chosen.port === port);

  await expect(requireFreePorts(ports)).rejects.toThrow(`BOOKING_PORT and MAIL_WEB_PORT are both ${port}`);
});

test('npm start looks at its ports before it installs anything, and says who has one and what to do', async () => {
  const port = await freePort();
  const others = await Promise.all(Array.from({ length: 4 }, () => freePort()));
  const folder = mkdtempSync(join(tmpdir(), 'staylock-ports-'));
  for (const path of ['tools/run.mjs', 'tools/setup', 'package.json', 'package-lock.json']) {
    cpSync(path, join(folder, path), { recursive: true });
  }
  const listener = spawn(process.execPath, ['-e', LISTENER, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(listener.stdout, 'data');
    const { code, said } = await runStart(folder, port, others);

    expect(said).toContain(`Port ${port}, which booking listens on, is taken by `);
    expect(said).toContain(`(process ${listener.pid})`);
    expect(said).toMatch(/BOOKING_PORT=\d+ npm start/);
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'node_modules'))).toBe(false);
  } finally {
    listener.kill();
    rmSync(folder, { recursive: true });
  }
});

async function runStart(folder: string, port: number, [inventory, notification, smtp, web]: number[]) {
  const child = spawn(process.execPath, ['tools/run.mjs', 'start'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      BOOKING_PORT: String(port),
      HOTEL_INVENTORY_PORT: String(inventory),
      NOTIFICATION_PORT: String(notification),
      SMTP_PORT: String(smtp),
      MAIL_WEB_PORT: String(web),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
