import { sampleOf } from './made-up-sample.js';
import { summarise } from './summary.js';

const run = (scenario: 'distinct' | 'floor' | 'mix', round: number, clients = 16) => ({ scenario, clients, round });

describe('the summary of a scenario', () => {
  it('is the median of its rounds', () => {
    const [summary] = summarise([90, 400, 100].map((rate, index) => sampleOf(run('distinct', index + 1), { rate })));
    expect(summary).toMatchObject({ scenario: 'distinct', clients: 16, rounds: 3, rate: 100, ofFloor: undefined });
  });

  it('compares each round with the floor of that round and of as many clients', () => {
    const summaries = summarise([
      ...[sampleOf(run('floor', 1), { rate: 200 }), sampleOf(run('distinct', 1), { rate: 100 })],
      ...[sampleOf(run('floor', 2), { rate: 50 }), sampleOf(run('distinct', 2), { rate: 40 })],
      ...[sampleOf(run('floor', 3), { rate: 100 }), sampleOf(run('distinct', 3), { rate: 60 })],
      sampleOf(run('floor', 1, 64), { rate: 1 }),
    ]);
    expect(summaries.find(({ scenario }) => scenario === 'distinct')?.ofFloor).toBeCloseTo(0.6);
  });

  it('counts what one request cost, over all rounds', () => {
    const [summary] = summarise([
      sampleOf(
        run('distinct', 1),
        { answers: 100 },
        { processorMs: { booking: 200, load: 10 }, database: { Questions: 700 } },
      ),
      sampleOf(
        run('distinct', 2),
        { answers: 300 },
        { processorMs: { booking: 200, load: 30 }, database: { Questions: 2_100 } },
      ),
    ]);
    expect(summary?.cost).toMatchObject({ processorMs: { booking: 1, load: 0.1 }, allMs: 1.1, queries: 7 });
  });

  it('takes requests that clients sent to hotel-inventory themselves for none of booking’s', () => {
    const kinds = { search: { answers: 60, p50: 1, p99: 1 }, create: { answers: 40, p50: 1, p99: 1 } };
    const [summary] = summarise([sampleOf(run('mix', 1), { answers: 100, kinds }, { inventoryRequests: 140 })]);
    expect(summary?.cost.calls).toBeCloseTo(0.8);
  });

  it('adds up failures, which make the share of right answers smaller, and refusals, which do not', () => {
    const figures = { answers: 100, failures: { 'create 503': 5 }, refusals: { '409 sold_out': 50 } };
    const [summary] = summarise([sampleOf(run('distinct', 1), figures), sampleOf(run('distinct', 2), figures)]);
    expect(summary).toMatchObject({
      ...{ rightPercent: 95, failures: { 'create 503': 10 }, refusals: { '409 sold_out': 100 } },
    });
  });
});
