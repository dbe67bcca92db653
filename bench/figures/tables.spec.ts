import { tableOf } from './tables.js';

it('a table has a column of one width for each head, numbers to the right', () => {
  const lines = tableOf(
    ['clients', 'scenario', 'rate'],
    [
      ['1', 'floor', '1200.5'],
      ['256', 'hot', '7'],
    ],
    [1],
  ).split('\n');
  expect(lines.filter((line) => line !== '')).toEqual([
    'clients scenario   rate',
    '      1 floor    1200.5',
    '    256 hot           7',
  ]);
});
