import { spawn } from 'node:child_process';
import { existsSync, openSync, closeSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataPath, makeFolder } from '../services/data-folder.js';
import { Lost } from '../services/lost.js';
import { identityOf, type ProcessIdentity } from '../services/process-identity.js';
import { say } from '../progress.js';
import { lastWords } from './last-words.js';
import type { Part } from './parts.js';

export interface PartProcess {
  identity: ProcessIdentity;
  /** Comes true when the process ends, for whatever reason. */
  ended: Promise<string>;
}

const READY_WITHIN_MS = 60_000;

/** Starts a part with its output in a log of its own; the log of the start before stays beside it. */
export function spawnPart(part: Part): PartProcess {
  const log = logOf(part.name);
  makeFolder(dirname(log));
  if (existsSync(log)) renameSync(log, log.replace(/log$/, 'previous.log'));
  const output = openSync(log, 'w', 0o600);
  // A process group of its own: Ctrl-C must reach the parts in order, not all at once.
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=32', '--enable-source-maps', part.script, ...part.args],
    {
      env: part.environment,
      stdio: part.tells ? ['ignore', output, output, 'ipc'] : ['ignore', output, output],
      detached: true,
    },
  );
  closeSync(output);
  child.on('message', (line) => typeof line === 'string' && say(line));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  return { identity: identityOf(child.pid ?? -1), ended };
}

function logOf(part: string): string {
  return dataPath('logs', `${part}.log`);
}

/** Rejects when the part ends, which it never should by itself. */
export async function rejectAtEnd(part: string, { ended }: PartProcess): Promise<never> {
  const how = await ended;
  throw new Lost(`${part} ended by itself (${how}).`, lastWords(logOf(part)));
}

export async function untilPartReady(part: Part, signal: AbortSignal): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    signal.throwIfAborted();
    const answer = await fetch(part.readyUrl, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > giveUpAt) {
      const said = answer ? `answers ${answer.status}: ${await answer.text()}` : 'does not answer';
      throw new Error(`${part.name} ${said} at ${part.readyUrl}. The end of its log:\n${lastWords(logOf(part.name))}`);
    }
    await sleep(100);
  }
}
