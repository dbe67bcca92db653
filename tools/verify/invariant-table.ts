import type { InvariantReport } from './verify-invariants.js';

/** One line per rule; under a broken one, which rows break it. */
export function invariantTable(report: InvariantReport): string {
  const width = Math.max(...report.rules.map((rule) => rule.name.length));
  const lines = report.rules.flatMap((rule) => {
    const verdict = rule.violations > 0 ? 'BROKEN' : rule.checked > 0 ? 'ok' : '-';
    const count = `${rule.checked.toLocaleString('en')} ${rule.unit}`;
    const broken = rule.violations > 0 ? `, ${rule.violations.toLocaleString('en')} broken` : '';
    const more = rule.violations - rule.examples.length;
    return [
      `  ${rule.invariant}  ${verdict.padEnd(6)}  ${rule.name.padEnd(width)}  ${count}${broken}`,
      ...rule.examples.map((example) => `             ${example}`),
      ...(more > 0 ? [`             … and ${more.toLocaleString('en')} more`] : []),
    ];
  });
  const state = report.mode === 'live' ? 'of the running system' : 'at rest';
  const dead = report.deadLetters > 0 ? ` Given up and waiting for "npm run mails": ${report.deadLetters}.` : '';
  const verdict = report.violations === 0 ? 'Every invariant holds.' : `${report.violations} violations.`;
  return [`Invariants ${state}, ${report.now.toISOString()}`, '', ...lines, '', verdict + dead].join('\n');
}
