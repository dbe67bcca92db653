import Table from 'cli-table3';
import type { BenchReport } from '../report.js';
import { summarise, type Summary } from './summary.js';

/** Lines between columns and rows are left out: the table is pasted into documents as well. */
const PLAIN = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' },
};
const PROCESSES = ['booking', 'hotel-inventory', 'notification', 'MariaDB', 'Redis', 'HAProxy', 'load', 'floor'];
const COUNTS = {
  'SQL booking': 'bookingSql',
  'SQL inventory': 'inventorySql',
  commits: 'commits',
  fsyncs: 'fsyncs',
  Redis: 'redis',
  'Redis trips': 'redisTrips',
  HTTP: 'calls',
} as const;

/** The report as people read it. */
export function benchTables(report: BenchReport): string {
  const summaries = ordered(summarise(report.samples));
  return [
    circumstances(report),
    'Rates a second, times in ms; × floor is the rate as a part of that of the bare SQL of bookings.',
    speedTable(summaries),
    'What one request costs: processor time in ms by process (all: of these and the mail sink), and calls.',
    costTable(summaries),
    ending(report, summaries),
  ].join('\n\n');
}

/** By number of clients, the floor first. */
function ordered(summaries: readonly Summary[]): Summary[] {
  const rank = ({ scenario }: Summary) => (scenario === 'floor' ? 0 : 1);
  return [...summaries].sort((a, b) => a.clients - b.clients || rank(a) - rank(b));
}

function speedTable(summaries: readonly Summary[]): string {
  return tableOf(
    [
      'clients',
      'scenario',
      'rate',
      'bookings',
      '× floor',
      'p50',
      'p99',
      'right %',
      'others use %',
      'refusals, failures',
    ],
    summaries.map((summary) => [
      ...[String(summary.clients), summary.scenario, summary.rate.toFixed(0), summary.bookingsRate.toFixed(0)],
      summary.ofFloor?.toFixed(2) ?? '-',
      ...[summary.p50.toFixed(1), summary.p99.toFixed(1), summary.rightPercent.toFixed(1)],
      (100 * summary.othersShare).toFixed(0),
      counted({ ...summary.refusals, ...summary.failures }),
    ]),
    [1, 9],
  );
}

function costTable(summaries: readonly Summary[]): string {
  const processes = PROCESSES.filter((name) => summaries.some(({ cost }) => name in cost.processorMs));
  return tableOf(
    ['clients', 'scenario', ...processes, 'all', ...Object.keys(COUNTS)],
    summaries.map(({ clients, scenario, cost }) => [
      ...[String(clients), scenario],
      ...processes.map((name) => (cost.processorMs[name] ?? 0).toFixed(2)),
      cost.allMs.toFixed(2),
      ...Object.values(COUNTS).map((name) => cost[name].toFixed(2)),
    ]),
    [1],
  );
}

function circumstances({ commit, changed, machine, options, settings, startedAt }: BenchReport): string {
  const { processors, model, node, database } = machine;
  const { seconds, rounds, replicas, bookings, hotels, bufferPoolMb } = options;
  return [
    `${startedAt}, ${commit?.slice(0, 9) ?? 'no commit'}${changed ? ' and changes' : ''}`,
    `${processors} processors (${model}), Node ${node}, ${database}, buffer pool ${bufferPoolMb} MB`,
    `${rounds} rounds of ${seconds} s; ${replicas} of each app, ${bookings} bookings of the past, ${hotels} hotels`,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  ].join('\n');
}

function ending({ backlog, invariants, minutes }: BenchReport, summaries: readonly Summary[]): string {
  const failed = summaries.filter(({ failures }) => Object.keys(failures).length > 0).length;
  const what = invariants.scope === 'all' ? 'Invariants of all rows' : 'Too many rows to check all: counters of nights';
  return [
    `Mails at the end: ${backlog.pending} not handed over, ${backlog.queued} in the queue.`,
    `${what}: ${invariants.broken.length === 0 ? 'all hold' : invariants.broken.join('; ')} (${invariants.checked} checks).`,
    ...searchedBesideCalm(summaries),
    `Scenarios with failures: ${failed}. ${minutes.toFixed(1)} minutes.`,
  ].join('\n');
}

/** What searching costs those who confirm, where both were measured. */
function searchedBesideCalm(summaries: readonly Summary[]): string[] {
  const calm = new Map(summaries.filter(({ scenario }) => scenario === 'confirm').map((one) => [one.clients, one]));
  return summaries.flatMap(({ scenario, clients, p99 }) => {
    const p99Calm = calm.get(clients)?.p99;
    if (scenario !== 'searched' || p99Calm === undefined) return [];
    return `p99 of confirms by ${clients} clients while searched: ${(p99 / p99Calm).toFixed(2)} times the calm one.`;
  });
}

function counted(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([what, times]) => `${what}: ${times}`)
    .join(', ');
}

/** Columns are of numbers, but for those named. */
export function tableOf(head: string[], rows: string[][], texts: number[]): string {
  const table = new Table({
    head,
    chars: PLAIN,
    colAligns: head.map((_, column) => (texts.includes(column) ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
