import { median } from 'simple-statistics';
import type { BenchReport, Sample } from '../report.js';
import { type Measure, MEASURES, valuesOf } from './measures.js';
import { permutationTest, type TestResult } from './permutation-test.js';

type Reported = Pick<BenchReport, 'samples'>;
type Verdict = 'better' | 'worse' | 'no difference shown' | 'too few rounds';

/** One measure of one scenario, before and after. */
export interface Difference extends TestResult {
  scenario: Sample['scenario'];
  measure: string;
  /** Medians over the rounds, by number of clients. */
  levels: { clients: number; before: number; after: number }[];
  verdict: Verdict;
}

/** Of all differences that are told, at most such a part may be chance. */
const FALSE_ALARMS = 0.05;
/** What is smaller is nothing to act upon, however certain. */
const LEAST_DIFFERENCE = 0.02;

/** What differs between two reports beyond the noise between their rounds. */
export function compare(before: Reported, after: Reported): Difference[] {
  const scenarios = [...new Set(before.samples.map(({ scenario }) => scenario))];
  const found = scenarios.flatMap((scenario) =>
    MEASURES.flatMap((measure) => {
      const levels = levelsOf(measure, scenario, before, after);
      const result = permutationTest(levels);
      return levels.length === 0 ? [] : [{ scenario, measure, levels, ...result }];
    }),
  );
  const threshold = thresholdOf(found.map(({ p }) => p));
  return found.map(({ measure, levels, ...rest }) => ({
    ...rest,
    measure: measure.name,
    levels: levels.map((level) => ({ ...level, before: median(level.before), after: median(level.after) })),
    verdict: verdictOf(measure, rest, threshold),
  }));
}

function levelsOf(measure: Measure, scenario: Sample['scenario'], before: Reported, after: Reported) {
  const [olds, news] = [before, after].map(({ samples }) => valuesOf(measure, scenario, samples));
  return [...(olds ?? [])].flatMap(([clients, before]) => {
    const after = news?.get(clients);
    return after ? [{ clients, before, after }] : [];
  });
}

/**
 * Benjamini and Hochberg: with a hundred figures some are extreme by chance, so the more are compared, the more extreme
 * they must be.
 */
export function thresholdOf(ps: readonly number[]): number {
  const sorted = [...ps].sort((a, b) => a - b);
  return sorted.reduce((found, p, index) => (p <= (FALSE_ALARMS * (index + 1)) / sorted.length ? p : found), 0);
}

function verdictOf({ better }: Measure, { ratio, p, leastP }: TestResult, threshold: number): Verdict {
  if (leastP > FALSE_ALARMS) return 'too few rounds';
  if (p > threshold || Math.abs(Math.log(ratio)) < Math.log(1 + LEAST_DIFFERENCE)) return 'no difference shown';
  return ratio > 1 === (better === 'more') ? 'better' : 'worse';
}
