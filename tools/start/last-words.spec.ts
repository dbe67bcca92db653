import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastWords } from './last-words.js';

let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'staylock-log-'));
  log = join(folder, 'app.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the last errors are told as people read them, and nothing of what went well after them', () => {
  write(
    line(30, 'Listening'),
    line(50, 'The queue is broken', { message: 'no', stack: 'Error: no\n    at work (queue.js:1)' }),
    line(30, 'request'),
  );

  expect(lastWords(log)).toBe(`  The queue is broken\n  Error: no\n      at work (queue.js:1)\n(from ${log})`);
});

test('a crash of Node itself is no log line, and told as it is', () => {
  write(line(30, 'Listening'), 'node:internal/process:1', 'TypeError: x is not a function', 'Node.js v20.20.2');

  expect(lastWords(log)).toBe(
    `  node:internal/process:1\n  TypeError: x is not a function\n  Node.js v20.20.2\n(from ${log})`,
  );
});

test('without any error the end of the log is told, and an empty log is', () => {
  write(line(30, 'Listening'));
  expect(lastWords(log)).toContain('"msg":"Listening"');
  write('');
  expect(lastWords(log)).toBe(`It wrote nothing to ${log}.`);
  rmSync(log);
  expect(lastWords(log)).toBe(`It wrote nothing to ${log}.`);
});

test('a long crash is told by its end', () => {
  write(...Array.from({ length: 300 }, (_, n) => `at frame ${n}`));

  expect(lastWords(log).split('\n')).toHaveLength(21);
  expect(lastWords(log)).toContain('at frame 299');
});

function write(...lines: string[]): void {
  writeFileSync(log, `${lines.join('\n')}\n`);
}

function line(level: number, msg: string, err?: object): string {
  return JSON.stringify({ level, time: '2026-11-26T00:00:00.000Z', msg, ...(err ? { err } : {}) });
}
