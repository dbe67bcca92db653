import type { Sample } from '../report.js';
import { summarise, type Summary } from '../figures/summary.js';

export interface Measure {
  name: string;
  better: 'more' | 'less';
  of: (summary: Summary) => number;
  /** Below this it is what goes on in the background. */
  least: number;
}

const processor = (name: string): Measure => ({
  ...{ name: `${name}, ms each`, better: 'less', least: 0.05 },
  of: ({ cost }) => cost.processorMs[name] ?? 0,
});

/** What is compared: what guests notice, and what it costs, which hardly depends on the machine's mood. */
export const MEASURES: readonly Measure[] = [
  { name: 'rate', better: 'more', least: 0, of: ({ rate }) => rate },
  { name: '× floor', better: 'more', least: 0, of: ({ ofFloor }) => ofFloor ?? 0 },
  { name: 'p50, ms', better: 'less', least: 0, of: ({ p50 }) => p50 },
  { name: 'p99, ms', better: 'less', least: 0, of: ({ p99 }) => p99 },
  ...['booking', 'hotel-inventory', 'notification', 'MariaDB', 'Redis'].map(processor),
  { name: 'queries each', better: 'less', least: 0.1, of: ({ cost }) => cost.queries },
  { name: 'commits each', better: 'less', least: 0.05, of: ({ cost }) => cost.commits },
  { name: 'fsyncs each', better: 'less', least: 0.05, of: ({ cost }) => cost.fsyncs },
  { name: 'Redis calls each', better: 'less', least: 0.1, of: ({ cost }) => cost.redis },
  { name: 'Redis trips each', better: 'less', least: 0.1, of: ({ cost }) => cost.redisTrips },
  { name: 'HTTP calls each', better: 'less', least: 0.05, of: ({ cost }) => cost.calls },
];

/** Every round's value of a measure, by number of clients; what is hardly above the background is left out. */
export function valuesOf(measure: Measure, scenario: Sample['scenario'], samples: readonly Sample[]) {
  const values = new Map<number, number[]>();
  for (const round of new Set(samples.map((sample) => sample.round))) {
    const own = samples.filter((sample) => sample.round === round);
    for (const summary of summarise(own)) {
      const value = measure.of(summary);
      if (summary.scenario !== scenario || !(value > measure.least)) continue;
      values.set(summary.clients, [...(values.get(summary.clients) ?? []), value]);
    }
  }
  return values;
}
