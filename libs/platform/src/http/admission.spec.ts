import { Admission } from './admission.js';

const SLOW_MS = 300;
const take = (admission: Admission, times: number, hasToken = true) =>
  Array.from({ length: times }, () => admission.enter(hasToken)).filter(Boolean).length;
const lagging = (most: number) => {
  const admission = new Admission(most, SLOW_MS);
  admission.adjust(201);
  return admission;
};

describe('requests under way', () => {
  it('are as many as the limit, and one more for each that leaves', () => {
    const admission = new Admission(4, SLOW_MS);
    expect(take(admission, 10)).toBe(4);
    expect([admission.underWay, admission.refused]).toEqual([4, 6]);
    admission.leave();
    expect(take(admission, 10)).toBe(1);
  });

  it('do not grow by asking whether there is room', () => {
    const admission = new Admission(1, SLOW_MS);
    expect([admission.hasRoom(true), admission.hasRoom(true), admission.underWay]).toEqual([true, true, 0]);
    take(admission, 1);
    expect([admission.hasRoom(true), admission.refused]).toEqual([false, 1]);
  });

  it('without a token leave a quarter of the places to those with one', () => {
    const admission = new Admission(8, SLOW_MS);
    expect(take(admission, 10, false)).toBe(6);
    expect(take(admission, 10, true)).toBe(2);
  });

  it('are a quarter of that while the process lags, and not fewer than one', () => {
    expect(take(lagging(8), 10)).toBe(2);
    expect(take(lagging(8), 10, false)).toBe(1);
    expect(take(lagging(1), 10, false)).toBe(1);
    const caughtUp = lagging(8);
    caughtUp.adjust(200);
    expect(take(caughtUp, 10)).toBe(8);
  });

  it('become fewer while answers are slow, and are all again when they are not', () => {
    const admission = new Admission(64, SLOW_MS);
    take(admission, 64);
    for (let n = 0; n < 64; n++) {
      admission.answered(600);
      admission.leave();
    }
    admission.adjust(0);
    expect(take(admission, 64)).toBe(32);
    for (let n = 0; n < 32; n++) admission.leave();
    for (let n = 0; n < 4; n++) admission.adjust(0);
    expect(take(admission, 65)).toBe(64);
  });
});
