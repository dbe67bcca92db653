import { repeatedNumbers } from './room-number.js';

describe('room numbers', () => {
  it('are distinct when they differ in any letter or digit', () => {
    expect(repeatedNumbers(['101', '1010', '10', 'A1', 'A2', '01'])).toEqual([]);
  });

  it.each([
    ['twice the same', ['101', '102', '101'], ['101']],
    ['the same but for case', ['a1', 'A1'], ['A1']],
    ['the same but for an accent', ['E1', 'É1'], ['É1']],
  ])('are not distinct: %s', (_, numbers, repeated) => {
    expect(repeatedNumbers(numbers)).toEqual(repeated);
  });
});
