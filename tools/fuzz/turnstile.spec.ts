import { Turnstile } from './turnstile.js';

const later = () => new Promise((resolve) => setImmediate(resolve));

describe('a turnstile', () => {
  it('lets many through at once, and one alone who asks for it', async () => {
    const turnstile = new Turnstile();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} in`);
      await later();
      seen.push(`${name} out`);
    };
    const first = [turnstile.together(work('a')), turnstile.together(work('b'))];
    await Promise.resolve();
    const alone = turnstile.byItself(work('alone'));
    const last = turnstile.together(work('c'));
    await Promise.all([...first, alone, last]);
    expect(seen).toEqual(['a in', 'b in', 'a out', 'b out', 'alone in', 'alone out', 'c in', 'c out']);
  });

  it('lets others through after one who failed', async () => {
    const turnstile = new Turnstile();
    await expect(turnstile.byItself(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await turnstile.together(() => Promise.resolve('through'))).toBe('through');
  });
});
