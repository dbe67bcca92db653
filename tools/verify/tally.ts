import type { Circumstances, Rule } from './rule.js';

/** Enough to see a pattern. */
const EXAMPLES = 10;

/** How one rule fared. */
export interface RuleResult {
  invariant: number;
  name: string;
  unit: string;
  checked: number;
  violations: number;
  /** The first ones: which row, and what is wrong with it. */
  examples: string[];
}

/** Counts how a set of rules fares with many subjects. */
export class Tally<Subject> {
  private readonly results: { rule: Rule<Subject>; result: RuleResult }[];

  constructor(
    rules: readonly Rule<Subject>[],
    private readonly nameOf: (subject: Subject) => string,
  ) {
    this.results = rules.map((rule) => {
      const { invariant, name, unit } = rule;
      return { rule, result: { invariant, name, unit, checked: 0, violations: 0, examples: [] } };
    });
  }

  /** Whether the subject keeps every rule; counts nothing. */
  isSound(subject: Subject, at: Circumstances): boolean {
    return this.results.every(({ rule }) => !rule.breaks(subject, at)?.length);
  }

  count(subject: Subject, at: Circumstances): void {
    for (const { rule, result } of this.results) {
      const breaks = rule.breaks(subject, at);
      if (!breaks) continue;
      result.checked++;
      if (breaks.length === 0) continue;
      result.violations++;
      if (result.examples.length < EXAMPLES) result.examples.push(`${this.nameOf(subject)}: ${breaks.join('; ')}`);
    }
  }

  all(): RuleResult[] {
    return this.results.map(({ result }) => result);
  }
}
