import { firstOfEach } from './first-of-each.js';

it('leaves out copies, and what did not move', () => {
  const asked = ['a', 'b', 'a', 'c'].map((id, place) => ({ id, place }));
  expect(firstOfEach(asked, ['c', 'a']).map(({ place }) => place)).toEqual([0, 3]);
  expect(firstOfEach(asked, [])).toEqual([]);
});
