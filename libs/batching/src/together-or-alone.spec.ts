import { togetherOrAlone } from './together-or-alone.js';

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

describe('parts that are done together, or each alone', () => {
  it('are done by one call where nothing fails', async () => {
    const { calls, work } = doubling();
    expect(await togetherOrAlone([1, 2, 3], work, isAway)).toEqual([2, 4, 6]);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  it('are each done alone where the call fails, so that only what cannot be done is not done', async () => {
    const { calls, work } = doubling();
    expect(await togetherOrAlone([1, -2, 3], work, isAway)).toEqual([2, new RangeError('-2'), 6]);
    expect(calls).toEqual([[1, -2, 3], [1], [-2], [3]]);
  });

  it('keep their places where the call answers with an error for one of them', async () => {
    const answers = [1, new RangeError('two'), 3];
    expect(await togetherOrAlone([1, 2, 3], () => Promise.resolve(answers), isAway)).toBe(answers);
  });

  it('are not tried again where there is one only', async () => {
    const { calls, work } = doubling();
    expect(await togetherOrAlone([-1], work, isAway)).toEqual([new RangeError('-1')]);
    expect(calls).toHaveLength(1);
  });

  it('are not tried again where the failure is for all of them', async () => {
    let calls = 0;
    const work = () => {
      calls += 1;
      return Promise.reject(away);
    };
    expect(await togetherOrAlone([1, 2], work, isAway)).toEqual([away, away]);
    expect(calls).toBe(1);
  });

  it('are tried alone where such a failure comes only then', async () => {
    const work = (parts: readonly number[]) => Promise.reject(parts.length > 1 ? new RangeError('all') : away);
    expect(await togetherOrAlone([1, 2], work, isAway)).toEqual([away, away]);
  });
});
