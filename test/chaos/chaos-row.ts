import type { Cluster } from '../cluster/cluster.js';
import type { Fault } from './faults/fault.js';
import type { Finding } from './observation.js';
import type { Struck } from './window.js';

/** What became of one fault, or of all together. */
export interface ChaosRow {
  title: string;
  /** Why it was not done. */
  notDone?: string;
  /** How often it struck; of several, each. 0 for one that was tried and met nothing, and for one that was not. */
  times: Record<string, number>;
  requests: number;
  /** Answers of 5xx and broken connections, by code. */
  errors: Record<string, number>;
  /** Refusals of 4xx, by code: no errors. */
  refusals: Record<string, number>;
  outageMs: number;
  recoveryMs: number;
  /** Answers later than 2 s, by what was asked and what came; and the latest. */
  slow: Record<string, number>;
  slowestMs: number;
  findings: string[];
  /** From the end of the load until nothing was under way; where it was waited for. */
  settledMs?: number;
  doubledMails?: number;
  violations?: string[];
}

export function rowOf(title: string, faults: Fault[], { observation, times }: Struck, cluster: Cluster): ChaosRow {
  return {
    title,
    times: Object.fromEntries(faults.map(({ name }) => [name, times.get(name) ?? 0])),
    requests: observation.requests,
    errors: Object.fromEntries(observation.errors),
    refusals: Object.fromEntries(observation.refusals),
    outageMs: Math.round(observation.longestOutageMs),
    recoveryMs: Math.round(observation.recoveryMs),
    slow: Object.fromEntries(observation.slow),
    slowestMs: Math.round(observation.slowest),
    findings: told(observation.findings, cluster),
  };
}

export function rowNotDone(title: string, why: string): ChaosRow {
  const nothing = {
    times: {},
    requests: 0,
    errors: {},
    refusals: {},
    outageMs: 0,
    recoveryMs: 0,
    slow: {},
    slowestMs: 0,
  };
  return { title, notDone: why, ...nothing, findings: [] };
}

/** What was to strike and did not. */
export function notStruckIn({ title, notDone, times }: ChaosRow): string[] {
  if (notDone !== undefined) return [`${title}: not done, ${notDone}`];
  return Object.keys(times)
    .filter((name) => times[name] === 0)
    .map((name) => `${title}: ${name} struck 0 times`);
}

/** Findings with what an app wrote about them, those of one kind as one. */
function told(findings: readonly Finding[], cluster: Cluster): string[] {
  const kinds = new Map<string, string[]>();
  for (const { what, requestId = 'unknown' } of findings) {
    const kind = `${what}: ${reasonOf(requestId, cluster)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), requestId]);
  }
  return [...kinds].map(([kind, [first, ...more]]) => `${more.length + 1} × ${kind} (such as request ${first})`);
}

function reasonOf(requestId: string, { replicas }: Cluster): string {
  for (const { app, log } of replicas) {
    const line = log.errors.find((error) => error.requestId === requestId);
    if (!line) continue;
    const message = (line['err'] as { message?: string } | undefined)?.message ?? line.msg ?? '';
    // Numbers of connections make two of a kind look different.
    return `${app} wrote "${message.replace(/conn:-?\d+, /, '').slice(0, 300)}"`;
  }
  return 'of which no log tells';
}
