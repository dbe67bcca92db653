import type { ChaosReport } from './chaos-report.js';
import type { ChaosRow } from './chaos-row.js';

const HEAD = [
  'fault',
  'times',
  'requests',
  'outage',
  'recovery',
  '> 2 s',
  'settled',
  'doubled',
  'violations',
  'errors',
];
const RECOVERY_MS = 5_000;

/** What is told and is not judged: on a busy machine answers are late without any fault. */
const LEGEND = '"> 2 s": answers later than 2 s; told, no part of the verdict.';

/** One line per fault, and under it everything that must not be. */
export function chaosTable(report: ChaosReport): string {
  const cells = [HEAD, ...report.rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(isText(column) ? 0 : (widths[column] ?? 0)),
      )
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', LEGEND, ...lateAnswers(report.rows), '', ...summary(report)].join('\n');
}

/** One row by itself, while the run goes on. */
export function rowLine(row: ChaosRow): string {
  const [title = '', times = '', requests = '', outage, recovery, slow, settled, doubled, violations, errors] =
    cellsOf(row);
  const told = [
    `${times} times, ${requests} requests, outage ${outage}, recovery ${recovery}, slow ${slow}`,
    `settled ${settled}, mails doubled ${doubled}, violations ${violations}`,
    errors === '' ? '' : `errors: ${errors}`,
  ];
  const broken = [...(row.violations ?? []), ...row.findings].map((what) => `\n    ${what}`);
  return `  ${title}: ${told.filter((part) => part !== '').join('; ')}${broken.join('')}`;
}

function cellsOf(row: ChaosRow): string[] {
  if (row.notDone !== undefined) return [row.title, 'NOT DONE:', row.notDone];
  return [
    row.title,
    String(sum(row.times)),
    String(row.requests),
    seconds(row.outageMs),
    seconds(row.recoveryMs) + (row.recoveryMs > RECOVERY_MS ? ' SLOW' : ''),
    String(sum(row.slow)),
    row.settledMs === undefined ? '-' : seconds(row.settledMs),
    String(row.doubledMails ?? '-'),
    String(row.violations?.length ?? '-'),
    Object.entries(row.errors)
      .sort(([, a], [, b]) => b - a)
      .map(([name, n]) => `${name} × ${n}`)
      .join(', '),
  ];
}

function lateAnswers(rows: ChaosRow[]): string[] {
  return rows
    .filter((row) => sum(row.slow) > 0)
    .map((row) => {
      const told = Object.entries(row.slow).map(([what, n]) => `${what} × ${n}`);
      return `  ${row.title}: ${sum(row.slow)}, the latest after ${seconds(row.slowestMs)} (${told.join(', ')})`;
    });
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((all, n) => all + n, 0);
}

function isText(column: number): boolean {
  return column === HEAD.length - 1;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function summary(report: ChaosReport): string[] {
  const { seed, loadSeconds, bookings, mails, violations, findings, slowRecoveries, notStruck } = report;
  return [
    `Seed ${seed}: ${loadSeconds} s of load, ${bookings} bookings acknowledged.`,
    `Mails: ${mails.sent} sent, ${mails.withdrawn} withdrawn, ${mails.dead} given up and shown, ${mails.doubled} came twice, ` +
      `${mails.sentAllTheSame} went out and are recorded otherwise.`,
    `Violations: ${violations.length}`,
    ...violations.map((what) => `  ${what}`),
    `Answers that must not be given: ${findings.length}`,
    ...findings.slice(0, 20).map((what) => `  ${what}`),
    ...(slowRecoveries.length > 0 ? [`Recovery over 5 s: ${slowRecoveries.join('; ')}`] : []),
    `Faults that did not strike: ${notStruck.length}`,
    ...notStruck.map((what) => `  ${what}`),
  ];
}
