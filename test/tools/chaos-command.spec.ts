import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ChaosReport } from '../chaos/chaos-report.js';

const TAKES_AT_MOST_MS = 280_000;

interface End {
  code: number;
  stdout: string;
  stderr: string;
}

/** As npm runs it: set-up first, then what was built. */
function chaos(...args: string[]): Promise<End> {
  return new Promise((resolve) => {
    const command = [join(process.cwd(), 'tools/run.mjs'), 'chaos', ...args];
    const options = { timeout: TAKES_AT_MOST_MS, env: { ...process.env, NODE_OPTIONS: '' } };
    execFile(process.execPath, command, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });
}

describe('npm run chaos', () => {
  let file: string | undefined;

  afterEach(() => {
    if (file !== undefined) rmSync(file, { force: true });
  });

  it(
    'makes the fault that it is asked for, judges it and keeps the report',
    async () => {
      const { code, stdout, stderr } = await chaos('--seed', '5', '--minutes', '0.05', '--faults', 'redis-empty');
      file = stdout.trimEnd().split('\n').at(-1);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stdout).toMatch(/Redis restarted empty +[1-9]/);
      expect(stdout).toContain('Violations: 0');
      expect(existsSync(file ?? '')).toBe(true);
      const report = JSON.parse(readFileSync(file ?? '', 'utf8')) as ChaosReport;
      expect(report).toMatchObject({ seed: 5, violations: [], findings: [], notStruck: [] });
      expect(report.bookings).toBeGreaterThan(0);
    },
    TAKES_AT_MOST_MS + 10_000,
  );

  it.each([
    [['--faults', 'meteorite'], 'There is no fault meteorite. There are: kill-booking'],
    [['--minutes', '0'], '--minutes is a number above 0'],
    [['--without', 'luck'], 'There is no run without the guards of luck. There are: sold-once'],
    [['--speed', '9'], "Unknown option '--speed'"],
  ])('%j is answered by how it is used', async (args, reason) => {
    const { code, stderr } = await chaos(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('Usage: npm run chaos');
  });
});
