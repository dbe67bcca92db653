import { percentile } from '../replay/latencies.js';
import type { Line, Tally } from './tally.js';

/** Milliseconds; generous, for machines that have more to do. */
const SLOW_MS = 2_000;
/** The share of requests that must have got past authentication. */
const PASSED_SHARE = 0.9;

/** What is wrong with a run as a whole; the failures of single requests are in the tally. */
export function shortcomings(tally: Tally, slowMs = SLOW_MS): string[] {
  const p99 = tally.latency(99);
  return [
    ...(tally.failureCount > 0 ? [`${tally.failureCount} answers were not as they must be`] : []),
    ...(tally.passedShare < PASSED_SHARE ? [`only ${percent(tally.passedShare)} got past authentication`] : []),
    ...(p99 > slowMs ? [`of a hundred answers one took longer than ${p99.toFixed(0)} ms`] : []),
  ];
}

export function reportTable(tally: Tally): string {
  const lines = [...tally.lines.values()].sort((a, b) => a.operation.localeCompare(b.operation));
  const head = [
    'operation',
    'requests',
    '2xx',
    '400',
    '401/3',
    '404',
    '409',
    'other',
    'authenticated',
    'p99 ms',
    'max ms',
  ];
  const rows = [head, ...lines.map(rowOf), totalOf(tally)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const codes = [...tally.codes].sort((a, b) => b[1] - a[1]).map(([code, times]) => `${code} ${times}`);
  const busy = `${tally.busy} answers said that the machine is busy; those requests were sent again`;
  return [...table, '', `Codes: ${codes.join(', ')}`, busy].join('\n');
}

/** How octets that are no request were answered, by shape. */
export function rawTable(tally: Tally): string {
  return [...tally.rawShapes]
    .map(
      ([shape, outcomes]) => `${shape}: ${[...outcomes].map(([outcome, times]) => `${outcome} ×${times}`).join(', ')}`,
    )
    .sort()
    .join('\n');
}

export function failureList(tally: Tally): string {
  return tally.failures.map((one) => `${one.operation}: ${one.complaint}\n  ${one.request}`).join('\n');
}

function rowOf({ operation, requests, byStatus, passed, ms }: Line): string[] {
  const of = (accepts: (status: number) => boolean) =>
    [...byStatus].filter(([status]) => accepts(status)).reduce((sum, [, times]) => sum + times, 0);
  const [done, bad, strangers] = [
    of((s) => s >= 200 && s < 300),
    of((s) => s === 400),
    of((s) => s === 401 || s === 403),
  ];
  const [missing, conflicts] = [of((s) => s === 404), of((s) => s === 409)];
  const sorted = Float64Array.from(ms).sort();
  return [
    operation,
    ...[requests, done, bad, strangers, missing, conflicts].map(String),
    String(requests - done - bad - strangers - missing - conflicts),
    percent(passed / requests),
    percentile(sorted, 99).toFixed(0),
    percentile(sorted, 100).toFixed(0),
  ];
}

function totalOf(tally: Tally): string[] {
  const all = [...tally.lines.values()];
  const byStatus = new Map<number, number>();
  for (const line of all)
    for (const [status, times] of line.byStatus) byStatus.set(status, (byStatus.get(status) ?? 0) + times);
  const [, ...cells] = rowOf({
    operation: '',
    requests: tally.settled,
    byStatus,
    passed: all.reduce((sum, line) => sum + line.passed, 0),
    ms: all.filter(({ operation }) => operation !== 'raw HTTP').flatMap(({ ms }) => ms),
  });
  return ['all', ...cells];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
