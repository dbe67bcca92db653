import { judge, type Series } from './level.js';

const series = (valueAt: (n: number) => number, noise = 0): Series => ({
  name: 'heap',
  unit: 'MB',
  noise,
  values: Array.from({ length: 100 }, (_, n) => valueAt(n)),
});

describe('a quantity over a long run', () => {
  it.each<[string, Series]>([
    ['stays as it is', series(() => 80)],
    ['fills up at first and then stays', series((n) => Math.min(n * 5, 100))],
    ['saws up and down', series((n) => 80 + (n % 10) * 4)],
    ['has a single high reading near its end', series((n) => (n === 97 ? 4_000 : 80))],
    ['goes down', series((n) => 200 - n)],
    ['is nothing', series(() => 0)],
    ['moves within its noise', series((n) => (n < 50 ? 3 : 8), 5)],
  ])('is level when it %s', (_, quantity) => expect(judge(quantity).level).toBe(true));

  it.each<[string, Series]>([
    ['grows a little all the time', series((n) => 80 + n / 2)],
    ['grows from nothing', series((n) => n)],
    ['steps up and stays there', series((n) => (n < 60 ? 80 : 100))],
    ['grows beyond its noise', series((n) => (n < 50 ? 3 : 10), 5)],
  ])('is not when it %s', (_, quantity) => expect(judge(quantity).level).toBe(false));

  it('tells what it was and what it became', () => {
    expect(judge(series((n) => n))).toMatchObject({ before: 37, after: 87 });
  });

  it('cannot be judged by a few readings', () => {
    expect(() => judge({ name: 'heap', unit: 'MB', noise: 0, values: [1, 2, 3] })).toThrow(/too few/);
  });
});
