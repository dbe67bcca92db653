import { togetherOrHalved } from './together-or-halved.js';

const away = new Error('away');
const isAway = (error: unknown) => error === away;

/** Doubles its parts, fails as a whole for one that is negative, and tells of its calls. */
function doubling() {
  const calls: (readonly number[])[] = [];
  const work = (parts: readonly number[]) => {
    calls.push(parts);
    const bad = parts.find((part) => part < 0);
    if (bad !== undefined) return Promise.reject(new RangeError(`${bad}`));
    return Promise.resolve(parts.map((part) => part * 2));
  };
  return { calls, work };
}

describe('parts that are done together, or in halves', () => {
  it('are done by one call where nothing fails', async () => {
    const { calls, work } = doubling();
    expect(await togetherOrHalved([1, 2, 3], work, isAway)).toEqual([2, 4, 6]);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  it('are halved where the call fails, until only what cannot be done is not done', async () => {
    const { calls, work } = doubling();
    expect(await togetherOrHalved([1, 2, 3, -4, 5], work, isAway)).toEqual([2, 4, 6, new RangeError('-4'), 10]);
    expect(calls).toEqual([[1, 2, 3, -4, 5], [1, 2, 3], [-4, 5], [-4], [5]]);
  });

  it('cost few calls for one that is bad among a hundred', async () => {
    const { calls, work } = doubling();
    const parts = Array.from({ length: 100 }, (_, n) => (n === 61 ? -1 : n));
    const results = await togetherOrHalved(parts, work, isAway);
    expect(results.filter((result) => result instanceof Error)).toHaveLength(1);
    expect(calls.length).toBeLessThanOrEqual(1 + 2 * 7);
  });

  it('keep their places where the call answers with an error for one of them', async () => {
    const answers = [1, new RangeError('two'), 3];
    expect(await togetherOrHalved([1, 2, 3], () => Promise.resolve(answers), isAway)).toBe(answers);
  });

  it('are not tried again where there is one only', async () => {
    const { calls, work } = doubling();
    expect(await togetherOrHalved([-1], work, isAway)).toEqual([new RangeError('-1')]);
    expect(calls).toHaveLength(1);
  });

  it('are not tried again where the failure is for all of them', async () => {
    let calls = 0;
    const work = () => {
      calls += 1;
      return Promise.reject(away);
    };
    expect(await togetherOrHalved([1, 2], work, isAway)).toEqual([away, away]);
    expect(calls).toBe(1);
  });

  it('are halved where such a failure comes only then', async () => {
    const work = (parts: readonly number[]) => Promise.reject(parts.length > 1 ? new RangeError('all') : away);
    expect(await togetherOrHalved([1, 2], work, isAway)).toEqual([away, away]);
  });
});
