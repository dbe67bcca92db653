import type { SoakReport } from './soak.js';

/** The report as people read it. */
export function soakTable(report: SoakReport): string {
  const { capacity, rate, lives, passedOver, failures, verdicts, violations, answers } = report;
  const width = Math.max(...verdicts.map(({ name }) => name.length), 0);
  return [
    `${lives} bookings at ${rate.toFixed(1)} a second` +
      (capacity === undefined ? '' : `, half of a capacity of ${capacity.toFixed(1)}`) +
      (passedOver > 0 ? `; ${passedOver} were not begun because too many were under way` : ''),
    '',
    ...verdicts.map(
      ({ name, unit, before, after, level }) =>
        `${level ? '  level ' : '✗ grows '} ${name.padEnd(width)}  ${rounded(before)} → ${rounded(after)} ${unit}`,
    ),
    '',
    'Answers: ' +
      Object.entries(answers)
        .sort()
        .map(([answer, times]) => `${answer}: ${times}`)
        .join(', '),
    `Failures: ${failures}. Violations: ${violations.map((rule) => `${rule.name}: ${rule.violations}`).join('; ') || 0}.`,
  ].join('\n');
}

function rounded(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}
