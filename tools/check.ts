// npm run check [-- --quick]: everything that CI checks, step by step. --quick leaves the tests out, --only names steps.
import { parseArgs } from 'node:util';
import { runStep, type Step } from './check/step.js';
import { QUICK_STEPS, TESTS } from './check/steps.js';

const { quick, only } = readArguments();
const failed: string[] = [];
for (const step of QUICK_STEPS) if (only?.includes(step.name) !== false) await check(step);
if (failed.length === 0 && !quick && only?.includes(TESTS.name) !== false) await check(TESTS);

if (failed.length > 0) {
  console.log(`\nFailed: ${failed.join(', ')}.`);
  process.exitCode = 1;
} else {
  console.log('\nAll is well.');
}

async function check(step: Step): Promise<void> {
  if (step.shown) console.log(`   …    ${step.name}`);
  const { ok, output, remark, seconds } = await runStep(step);
  const verdict = remark ? '  -   ' : ok ? '  ok  ' : 'FAILED';
  console.log(`${verdict}  ${step.name.padEnd(26)} ${seconds.toFixed(1).padStart(6)} s${remark ? `  ${remark}` : ''}`);
  if (ok) return;
  failed.push(step.name);
  if (output) console.log(`\n${output.replace(/^/gm, '        ')}\n`);
}

/** Steps by their names as they are told: `--only format,types`. */
function readArguments(): { quick: boolean; only: string[] | undefined } {
  const known = [...QUICK_STEPS, TESTS].map(({ name }) => name);
  try {
    const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
    const only = values.only?.split(',');
    const unknown = only?.filter((name) => !known.includes(name)) ?? [];
    if (unknown.length > 0) throw new Error(`There is no step ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
    return { quick: values.quick, only };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
