import { Latencies, percentile } from './latencies.js';

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  it('is the smallest value that so many do not exceed', () => {
    expect(percentile(hundred, 50)).toBe(50);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile([7], 99)).toBe(7);
    expect(percentile([1, 2, 3], 50)).toBe(2);
  });

  it('of nothing is zero', () => {
    expect(percentile([], 50)).toBe(0);
  });
});

describe('latencies', () => {
  it('are told by kind, whatever order they came in', () => {
    const latencies = new Latencies();
    for (const ms of [30, 10, 20]) latencies.add('create', ms);
    latencies.add('cancel', 5);
    expect(latencies.count).toBe(4);
    expect(latencies.kinds()).toEqual([
      { kind: 'create', count: 3, p50: 20, p99: 30 },
      { kind: 'cancel', count: 1, p50: 5, p99: 5 },
    ]);
  });
});
