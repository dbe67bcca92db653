import { shuffleInPlace } from 'simple-statistics';
import { Random } from '../../test/chaos/random.js';

/** Two samples of one figure under the same circumstances; all values above 0. */
export interface Stratum {
  before: number[];
  after: number[];
}

export interface TestResult {
  /** The geometric mean of after, as a part of that of before; over all strata. */
  ratio: number;
  /** How often chance alone makes at least such a difference; 1 when there is nothing to permute. */
  p: number;
  /** The smallest p that so few values can give. */
  leastP: number;
}

const PERMUTATIONS = 4_000;
const SEED = 20_261_122;

/**
 * A permutation test of the ratio of two samples: nothing is assumed of how values are spread, only that within a
 * stratum before and after could be told apart by chance alone if there is no difference. Values are permuted inside
 * their stratum, so that one with 256 clients is never compared with one of 16.
 */
export function permutationTest(strata: readonly Stratum[]): TestResult {
  const logs = strata
    .filter(({ before, after }) => before.length > 0 && after.length > 0)
    .map(({ before, after }) => ({ all: [...before, ...after].map(Math.log), split: before.length }));
  if (logs.length === 0) return { ratio: NaN, p: 1, leastP: 1 };
  const observed = difference(logs);
  const random = new Random(SEED);
  let asLarge = 0;
  for (let n = 0; n < PERMUTATIONS; n++) {
    for (const { all } of logs) shuffleInPlace(all, () => random.next());
    // What is as large but for rounding is as large.
    if (Math.abs(difference(logs)) >= Math.abs(observed) - 1e-12) asLarge++;
  }
  // The values as they are count as one permutation: no p is 0.
  const p = (asLarge + 1) / (PERMUTATIONS + 1);
  const orders = logs.reduce((product, { all, split }) => product * combinations(all.length, split), 1);
  return { ratio: Math.exp(observed), p, leastP: Math.min(1, 2 / orders) };
}

/** The mean over the strata of how much the second part is above the first. */
function difference(strata: readonly { all: readonly number[]; split: number }[]): number {
  let sum = 0;
  for (const { all, split } of strata) {
    let [first, second] = [0, 0];
    for (let index = 0; index < all.length; index++) {
      if (index < split) first += all[index] ?? 0;
      else second += all[index] ?? 0;
    }
    sum += second / (all.length - split) - first / split;
  }
  return sum / strata.length;
}

/** In how many ways `chosen` of `all` can be chosen. */
function combinations(all: number, chosen: number): number {
  return Array.from({ length: chosen }, (_, n) => (all - n) / (n + 1)).reduce((product, factor) => product * factor, 1);
}
