import { execFile } from 'node:child_process';
import { join } from 'node:path';

const TAKES_AT_MOST_MS = 50_000;

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

/** What it does when it is asked for a fault is tried in a clean clone. */
describe('npm run chaos', () => {
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
