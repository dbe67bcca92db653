import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One thing that is checked: a program that must end with 0. */
export interface Step {
  name: string;
  /** A package of node_modules and its arguments, or a file for Node. */
  program: { bin: string; of: string } | { file: string };
  args: string[];
  env?: Record<string, string>;
  /** Shows what the program says while it runs, not only when it fails. */
  shown?: boolean;
  /** Turns a failure that says nothing about the project into a remark. */
  excuse?: (output: string) => string | undefined;
}

export interface StepResult {
  ok: boolean;
  output: string;
  /** Why a failure is let pass, in plain words. */
  remark: string | undefined;
  seconds: number;
}

export async function runStep(step: Step): Promise<StepResult> {
  const startedAt = performance.now();
  const { code, output } = await run(step);
  const remark = code === 0 ? undefined : step.excuse?.(output);
  return { ok: code === 0 || remark !== undefined, output, remark, seconds: (performance.now() - startedAt) / 1000 };
}

function run(step: Step): Promise<{ code: number; output: string }> {
  const file = 'file' in step.program ? step.program.file : binary(step.program);
  const child = spawn(process.execPath, [file, ...step.args], {
    env: { ...process.env, ...step.env },
    stdio: step.shown ? 'inherit' : 'pipe',
  });
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(output).toString().trim() }));
  });
}

/** The file behind a package's command; started by Node itself, it needs no shell on any platform. */
function binary({ bin, of }: { bin: string; of: string }): string {
  const manifest = join('node_modules', of, 'package.json');
  const read = createRequire(join(process.cwd(), 'package.json'));
  const { bin: bins } = read(`./${manifest}`) as { bin: string | Record<string, string> };
  const file = typeof bins === 'string' ? bins : bins[bin];
  if (!file) throw new Error(`${of} has no command ${bin}`);
  return join(dirname(manifest), file);
}
