import type { OverloadReport, Stage } from './outcome.js';

/** The curve as a table for a terminal; rates a second, times in ms. */
export function overloadTable(report: OverloadReport): string {
  const { peak, closed, open, burst, recovery, complaints } = report;
  const head = ['', 'offered/s', 'accepted/s', 'of peak', 'p50', 'p99', 'p99 of refusals', 'refused/s'];
  const cells = (stage: Stage) => cellsOf(stage, peak);
  const rows = [
    ...[head, ...closed.map(cells), cells(burst)],
    ...[['open load'], ...open.map(cells), ['recovery'], ...recovery.map(cells)],
  ];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const verdict = complaints.length === 0 ? ['As it should be.'] : complaints.map((complaint) => `Wrong: ${complaint}`);
  return [...lines, '', ...remarksOn(report), '', ...verdict].join('\n');
}

function remarksOn({ refusalCost, generatorShare, recoveredAfterMs, open }: OverloadReport): string[] {
  const cost = refusalCost === undefined ? 'this run does not tell' : `${Math.round(refusalCost)} µs`;
  return [
    `A refusal costs the app, in processor time: ${cost}.`,
    `Those who ask took ${generatorShare.toFixed(2)} processors at the largest load, on the same machine; ` +
      `one request in a hundred was sent more than ${open.at(-1)?.lateP99 ?? 0} ms late for it.`,
    `The last refusal after the flood: ${Math.round(recoveredAfterMs)} ms.`,
  ];
}

function cellsOf(stage: Stage, peak: number): string[] {
  const { name, offered, accepted, acceptedP50, acceptedP99, refusedP99, refused } = stage;
  const codes = Object.entries(refused).map(([answer, rate]) => `${answer} ${rate}`);
  const rates = [String(offered), String(accepted), (accepted / peak).toFixed(2)];
  return [name, ...rates, ...[acceptedP50, acceptedP99, refusedP99].map(String), codes.join(', ') || '-'];
}
