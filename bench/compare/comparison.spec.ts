import { Random } from '../../test/chaos/random.js';
import { sampleOf } from '../figures/made-up-sample.js';
import type { Sample } from '../report.js';
import { compare, thresholdOf } from './comparison.js';
import { comparisonTable } from './comparison-table.js';

const random = new Random(11);
const around = (value: number) => value * Math.exp((random.next() - 0.5) * 0.1);

/** Rounds of one scenario whose rate and processor time are around these. */
function reportOf(rate: number, bookingMs: number, rounds = 5): { samples: Sample[] } {
  return {
    samples: Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
      [16, 64].map((clients) =>
        sampleOf(
          { scenario: 'distinct', clients, round },
          { rate: around(rate), p50: around(9), p99: around(90), answers: 1_000 },
          { processorMs: { booking: around(bookingMs * 1_000) }, database: { Questions: 7_000 } },
        ),
      ),
    ),
  };
}

const verdicts = (differences: ReturnType<typeof compare>) =>
  Object.fromEntries(differences.map(({ measure, verdict }) => [measure, verdict]));

describe('the comparison of two reports', () => {
  it('tells what became better and what became worse, each by what is good for it', () => {
    expect(verdicts(compare(reportOf(100, 3), reportOf(150, 4)))).toEqual({
      ...{ rate: 'better', 'booking, ms each': 'worse', 'queries each': 'no difference shown' },
      ...{ 'p50, ms': 'no difference shown', 'p99, ms': 'no difference shown' },
    });
    expect(verdicts(compare(reportOf(150, 4), reportOf(100, 3)))).toMatchObject({
      ...{ rate: 'worse', 'booking, ms each': 'better' },
    });
  });

  it('tells of no difference between two runs of the same', () => {
    const told = Array.from({ length: 5 }, () => compare(reportOf(100, 3), reportOf(100, 3)))
      .flat()
      .filter(({ verdict }) => verdict !== 'no difference shown');
    expect(told.length).toBeLessThanOrEqual(2);
  });

  it('says so when there are too few rounds to tell', () => {
    const differences = compare(reportOf(100, 3, 1), reportOf(500, 3, 1));
    expect(new Set(Object.values(verdicts(differences)))).toEqual(new Set(['too few rounds']));
    expect(comparisonTable(differences)).toContain('too few rounds to tell');
  });

  it('does not tell of what is certain and nothing to act upon', () => {
    const [before, after] = [reportOf(100, 3), reportOf(100, 3)];
    for (const sample of after.samples) sample.costs.database['Questions'] = 7_070;
    expect(verdicts(compare(before, after))['queries each']).toBe('no difference shown');
    for (const sample of after.samples) sample.costs.database['Questions'] = 8_000;
    expect(verdicts(compare(before, after))['queries each']).toBe('worse');
  });

  it('compares only what both have', () => {
    const other = reportOf(100, 3).samples.map((sample) => ({ ...sample, clients: 256 }));
    expect(compare(reportOf(100, 3), { samples: other })).toEqual([]);
  });

  it('is told with the values of every number of clients', () => {
    const table = comparisonTable(compare(reportOf(100, 3), reportOf(200, 3)));
    expect(table).toMatch(/better\s+distinct\s+rate\s+\d\.\d\d\s+0\.\d+ 16: \S+ → \S+ {3}64: \S+ → \S+/);
    expect(table).toContain('1 of 5 figures differ');
  });
});

describe('how extreme a figure must be', () => {
  it('depends on how many are compared and how extreme the others are', () => {
    expect(thresholdOf([0.04])).toBe(0.04);
    expect(thresholdOf([0.04, 0.5, 0.6, 0.7])).toBe(0);
    expect(thresholdOf([0.04, 0.03, 0.02, 0.01])).toBe(0.04);
    expect(thresholdOf([])).toBe(0);
  });
});
