import { tableOf } from '../figures/tables.js';
import type { Difference } from './comparison.js';

/** What differs, one line each, and how much was compared. */
export function comparisonTable(differences: readonly Difference[]): string {
  const told = differences.filter(({ verdict }) => verdict === 'better' || verdict === 'worse');
  const tooFew = differences.filter(({ verdict }) => verdict === 'too few rounds').length;
  const head = ['verdict', 'scenario', 'measure', 'ratio', 'p', 'before → after, by number of clients'];
  const rows = told.map(({ verdict, scenario, measure, ratio, p, levels }) => [
    ...[verdict, scenario, measure, ratio.toFixed(2), p.toFixed(4)],
    levels.map(({ clients, before, after }) => `${clients}: ${rounded(before)} → ${rounded(after)}`).join('   '),
  ]);
  const others = differences.length - told.length - tooFew;
  return [
    ...(rows.length > 0 ? [tableOf(head, rows, [1, 2, 5]), ''] : []),
    `${told.length} of ${differences.length} figures differ beyond the noise between rounds; of ${others} no difference is shown.`,
    ...(tooFew > 0 ? [`Of ${tooFew} figures there are too few rounds to tell: make it six or more.`] : []),
  ].join('\n');
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
