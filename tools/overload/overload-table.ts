import type { OverloadReport } from './overload.js';
import type { Stage } from './outcome.js';

/** The curve as a table for a terminal; rates a second, times in ms. */
export function overloadTable({ curve, recovery, complaints }: OverloadReport): string {
  const head = ['', 'offered/s', 'accepted/s', 'p50', 'p99', 'p99 of refusals', 'refused/s'];
  const rows = [head, ...curve.map(cells), ['recovery'], ...recovery.map(cells)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const verdict = complaints.length === 0 ? ['As it should be.'] : complaints.map((complaint) => `Wrong: ${complaint}`);
  return [...lines, '', ...verdict].join('\n');
}

function cells({ name, offered, accepted, acceptedP50, acceptedP99, refusedP99, refused }: Stage): string[] {
  const codes = Object.entries(refused).map(([answer, rate]) => `${answer} ${rate}`);
  return [name, ...[offered, accepted, acceptedP50, acceptedP99, refusedP99].map(String), codes.join(', ') || '-'];
}
