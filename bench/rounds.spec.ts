import { runsOf } from './rounds.js';

const told = (runs: ReturnType<typeof runsOf>) =>
  runs.map(({ round, clients, scenario }) => `${round} ${clients} ${scenario}`);

describe('the runs', () => {
  it('go through everything in each round, beginning with another each time', () => {
    expect(told(runsOf({ rounds: 2, scenarios: ['distinct', 'hot'], clients: [16, 64] }))).toEqual([
      ...['1 16 floor', '1 16 distinct', '1 16 hot', '1 64 floor', '1 64 distinct', '1 64 hot'],
      ...['2 16 distinct', '2 16 hot', '2 16 floor', '2 64 distinct', '2 64 hot', '2 64 floor'],
    ]);
  });
});
