import { Random } from '../../test/chaos/random.js';
import { permutationTest } from './permutation-test.js';

const random = new Random(7);

/** Values around a level, as far off as a noisy machine makes them. */
function noisy(level: number, values: number, noise: number): number[] {
  return Array.from({ length: values }, () => level * Math.exp((random.next() - 0.5) * 2 * noise));
}

const LEVELS = [40, 1_000];
const trial = (factor: number, rounds: number, noise: number) =>
  permutationTest(
    LEVELS.map((level) => ({ before: noisy(level, rounds, noise), after: noisy(level * factor, rounds, noise) })),
  );

describe('the permutation test', () => {
  it('finds a difference that is larger than the noise, and how large it is', () => {
    const { ratio, p } = trial(1.3, 5, 0.1);
    expect(ratio).toBeGreaterThan(1.2);
    expect(ratio).toBeLessThan(1.4);
    expect(p).toBeLessThan(0.01);
  });

  it('finds none where there is none, but for as often as it says', () => {
    const alarms = Array.from({ length: 20 }, () => trial(1, 4, 0.3)).filter(({ p }) => p <= 0.05).length;
    // One is to be expected of twenty; six or more come about once in three thousand trials.
    expect(alarms).toBeLessThan(6);
  });

  it('is not misled by levels that differ from each other', () => {
    const { ratio, p } = permutationTest([
      { before: [10, 11, 12], after: [12, 11, 10] },
      { before: [1_000, 1_100, 1_200], after: [1_200, 1_100, 1_000] },
    ]);
    expect(ratio).toBeCloseTo(1);
    expect(p).toBeGreaterThan(0.9);
  });

  it('tells how much so few values can say at all', () => {
    expect(permutationTest([{ before: [1, 2, 3], after: [7, 8, 9] }]).leastP).toBeCloseTo(0.1);
    expect(permutationTest([{ before: [1], after: [9] }]).leastP).toBe(1);
    expect(permutationTest([]).p).toBe(1);
  });

  it('gives values that are all different in one direction the smallest p there is', () => {
    const { p, leastP } = permutationTest([{ before: [1, 2, 3, 4], after: [7, 8, 9, 10] }]);
    expect(p).toBeCloseTo(leastP, 1);
  });
});
