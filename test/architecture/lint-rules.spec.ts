import { execFileSync } from 'node:child_process';

const PURE = 'libs/contracts/src/stay.ts';
const PURE_IN_APP = 'apps/booking/src/booking/booking.ts';
const EFFECTFUL = 'apps/booking/src/booking/booking.repository.ts';
const ENV = 'apps/booking/src/env.ts';
const SPEC = 'test/architecture/lint-rules.spec.ts';
const TOOL = 'tools/verify.ts';

const SYNTAX = 'no-restricted-syntax';
const VIOLATIONS = [
  { file: EFFECTFUL, code: 'export const url = process.env.URL;', rule: SYNTAX },
  { file: EFFECTFUL, code: 'console.log(1);', rule: 'no-console' },
  { file: EFFECTFUL, code: 'export const f = (x: any) => String(x);', rule: '@typescript-eslint/no-explicit-any' },
  { file: EFFECTFUL, code: 'Promise.resolve(1);', rule: '@typescript-eslint/no-floating-promises' },
  {
    file: EFFECTFUL,
    code: 'export const f = (run: (then: () => void) => void) => run(async () => { await Promise.resolve(); });',
    rule: '@typescript-eslint/no-misused-promises',
  },
  {
    file: EFFECTFUL,
    code: "import { Stay } from '#contracts';\nexport const f = (stay: Stay) => stay;",
    rule: '@typescript-eslint/consistent-type-imports',
  },
  { file: EFFECTFUL, code: '// eslint-disable-next-line eqeqeq\nexport const one = 1;', rule: null },
  { file: PURE, code: 'export const today = () => new Date();', rule: SYNTAX },
  { file: PURE, code: 'export const now = () => Date.now();', rule: SYNTAX },
  { file: PURE, code: 'export const dice = () => Math.random();', rule: SYNTAX },
  {
    file: PURE,
    code: "import { randomUUID } from 'node:crypto';\nexport const id = () => randomUUID();",
    rule: SYNTAX,
  },
  { file: PURE, code: "import { v4 } from 'uuid';\nexport const id = () => v4();", rule: SYNTAX },
  { file: PURE, code: "export const get = () => fetch('http://localhost');", rule: SYNTAX },
  { file: PURE_IN_APP, code: 'export const now = () => Date.now();', rule: SYNTAX },
  { file: SPEC, code: "it.only('alone', () => undefined);", rule: SYNTAX },
  { file: SPEC, code: "describe.skip('later', () => undefined);", rule: SYNTAX },
  { file: SPEC, code: "it.skip.each([1])('later', () => undefined);", rule: SYNTAX },
  { file: SPEC, code: "it.todo('later');", rule: SYNTAX },
];

const ALLOWED = [
  { file: ENV, code: 'export const url = process.env.URL;' },
  { file: TOOL, code: 'console.log(process.env.URL);' },
  { file: EFFECTFUL, code: 'export const now = () => Date.now() + Math.random();' },
  { file: PURE, code: "export const day = (at: number) => new Date(at);\nexport { v5 } from 'uuid';" },
  {
    // A class that Nest injects must be imported as a value, though only its type is written.
    file: EFFECTFUL,
    code: `import { Injectable } from '@nestjs/common';
import { Database } from '#database';

@Injectable()
export class Rows {
  constructor(private readonly database: Database) {}

  all = () => this.database.query('SELECT 1');
}`,
  },
];

describe('the lint rules', () => {
  let broken: (string | null)[][];

  beforeAll(() => {
    // In a process of its own, which does not know that it runs in CI: typescript-eslint would take the files as they are
    // on disk for the texts to be linted.
    const output = execFileSync(process.execPath, ['test/architecture/lint-texts.mjs'], {
      input: JSON.stringify([...VIOLATIONS, ...ALLOWED]),
      env: { ...process.env, CI: 'false' },
      encoding: 'utf8',
    });
    broken = JSON.parse(output) as (string | null)[][];
  });

  it.each(VIOLATIONS.map((violation, index) => ({ ...violation, index })))(
    '$rule refuses in $file: $code',
    ({ rule, index }) => {
      expect(broken[index]).toContain(rule);
    },
  );

  it.each(ALLOWED.map((allowed, index) => ({ ...allowed, index })))('allow in $file: $code', ({ index }) => {
    expect(broken[VIOLATIONS.length + index]).toEqual([]);
  });
});
