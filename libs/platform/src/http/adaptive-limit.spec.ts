import { AdaptiveLimit } from './adaptive-limit.js';

/** A window in which so many answers took so long, with as many under way as may be. */
function window(limit: AdaptiveLimit, answers: number, ms: number, peak = limit.current): number {
  for (let n = 0; n < answers; n++) limit.answered(ms);
  limit.adjust(peak);
  return limit.current;
}

describe('how many requests may be under way', () => {
  it('is as many as allowed while answers come in time', () => {
    const limit = new AdaptiveLimit(64, 300);
    expect(window(limit, 100, 300)).toBe(64);
    expect(window(limit, 0, 0)).toBe(64);
  });

  it('falls while the median answer is slow: the slower, the faster, at most by half', () => {
    expect(window(new AdaptiveLimit(64, 300), 100, 400)).toBe(48);
    expect(window(new AdaptiveLimit(64, 300), 100, 301)).toBe(57);
    expect(window(new AdaptiveLimit(64, 300), 100, 60_000)).toBe(32);
  });

  it('begins with what is under way, and never falls below eight', () => {
    const limit = new AdaptiveLimit(1_000, 300);
    expect(window(limit, 100, 600, 40)).toBe(20);
    for (let n = 0; n < 20; n++) window(limit, 100, 60_000);
    expect(limit.current).toBe(8);
    expect(window(new AdaptiveLimit(4, 300), 100, 60_000)).toBe(4);
  });

  it('grows by a quarter when answers come in time again', () => {
    const limit = new AdaptiveLimit(64, 300);
    for (let n = 0; n < 20; n++) window(limit, 100, 60_000);
    expect(window(limit, 100, 20)).toBe(10);
    for (let n = 0; n < 9; n++) window(limit, 100, 20);
    expect(limit.current).toBe(64);
  });

  it('takes a few slow answers for chance, and those among many fast ones too', () => {
    const limit = new AdaptiveLimit(64, 300);
    expect(window(limit, 4, 60_000)).toBe(64);
    for (let n = 0; n < 51; n++) limit.answered(10);
    expect(window(limit, 49, 60_000)).toBe(64);
  });
});
