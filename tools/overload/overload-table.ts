import { comparedToCalm, type OverloadReport } from './overload.js';
import type { Stage } from './outcome.js';

/** The curve as a table for a terminal; rates a second, times in ms. */
export function overloadTable({ curve, recovery, complaints }: OverloadReport): string {
  const head = [
    '',
    'offered/s',
    'accepted/s',
    'of capacity',
    'p50',
    'p99',
    'of calm p99',
    'p99 of refusals',
    'refused/s',
  ];
  const [calm] = curve;
  const cells = (stage: Stage) => cellsOf(stage, calm ?? stage);
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

function cellsOf(stage: Stage, calm: Stage): string[] {
  const { name, offered, accepted, acceptedP50, acceptedP99, refusedP99, refused } = stage;
  const { goodput, p99 } = comparedToCalm(stage, calm);
  const codes = Object.entries(refused).map(([answer, rate]) => `${answer} ${rate}`);
  const times = [acceptedP50, acceptedP99].map(String);
  const compared = `× ${p99.toFixed(1)}`;
  const rates = [String(offered), String(accepted), goodput.toFixed(2)];
  return [name, ...rates, ...times, compared, String(refusedP99), codes.join(', ') || '-'];
}
