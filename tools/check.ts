// npm run check [-- --quick]: everything that CI checks, step by step. --quick leaves the tests out.
import { runStep, type Step } from './check/step.js';
import { QUICK_STEPS, TESTS } from './check/steps.js';

const failed: string[] = [];
for (const step of QUICK_STEPS) await check(step);
if (failed.length === 0 && !process.argv.includes('--quick')) await check(TESTS);

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
