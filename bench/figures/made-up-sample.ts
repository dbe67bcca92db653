import type { Costs } from '../costs/meter.js';
import type { RunFigures } from '../load/figures.js';
import type { Sample } from '../report.js';

/** A run with these figures; everything else is as if nothing had gone on. */
export function sampleOf(
  run: Pick<Sample, 'scenario' | 'clients' | 'round'>,
  figures: Partial<RunFigures> = {},
  costs: Partial<Costs> = {},
): Sample {
  const nothing = { pending: 0, queued: 0 };
  return {
    ...run,
    figures: {
      ...{ rate: 100, bookingsRate: 100, answers: 300, bookings: 300, failures: {}, refusals: {} },
      ...{ p50: 5, p90: 8, p99: 9, longest: 10, kinds: {} },
      ...figures,
    },
    costs: {
      ...{
        processorMs: {},
        othersShare: 0,
        statements: {},
        database: {},
        redis: {},
        redisReads: 0,
        inventoryRequests: 0,
      },
      ...costs,
    },
    backlog: { before: nothing, after: nothing },
  };
}
