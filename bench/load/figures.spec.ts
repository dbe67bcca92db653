import { RunTally } from './figures.js';

describe('the figures of a run', () => {
  it('count right answers, bookings, refusals and failures apart', () => {
    const tally = new RunTally(60);
    tally.right('create', 10, { booking: true });
    tally.right('create', 30, { refusal: '409 sold_out' });
    tally.right('read', 20);
    tally.wrong('create', 40, '503 overloaded');
    expect(tally.figures()).toMatchObject({
      ...{ answers: 4, bookings: 1, refusals: { '409 sold_out': 1 }, failures: { 'create 503 overloaded': 1 } },
      ...{ p50: 20, p99: 40, longest: 40 },
      kinds: { create: { answers: 3, p50: 30, p99: 40 }, read: { answers: 1, p50: 20, p99: 20 } },
    });
  });

  it('leave what comes when the time is over out of the rates', () => {
    const tally = new RunTally(0);
    tally.right('create', 10, { booking: true });
    expect(tally.isOver).toBe(true);
    expect(tally.figures()).toMatchObject({ answers: 1, bookings: 1, rate: 0, bookingsRate: 0 });
  });

  it('are of nothing when nothing was answered', () => {
    expect(new RunTally(1).figures()).toMatchObject({ answers: 0, rate: 0, p99: 0, longest: 0 });
  });
});
