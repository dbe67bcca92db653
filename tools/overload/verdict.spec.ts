import type { Stage } from './outcome.js';
import { complaintsAbout } from './verdict.js';

const stage = (name: string, accepted: number, change: Partial<Stage> = {}): Stage => ({
  ...{ name, accepted, offered: accepted, refused: {}, acceptedP50: 100, acceptedP99: 900, refusedP99: 0, lateP99: 0 },
  ...change,
});
const good = {
  peak: 100,
  closed: [stage('8 guests', 100)],
  open: [stage('8x', 75, { refused: { '503 overloaded': 700 } })],
  burst: stage('400 at once', 400),
  recovery: [stage('second 1', 50)],
  recoveredAfterMs: 900,
  refusalCost: 80,
  generatorShare: 0.5,
};

describe('the verdict on a run', () => {
  it('is good when overload costs a quarter at most', () => expect(complaintsAbout(good)).toEqual([]));

  it.each<[string, Partial<typeof good>]>([
    ['8x: only 74/s', { open: [stage('8x', 74)] }],
    ['8x: p99', { open: [stage('8x', 80, { acceptedP99: 2_001 })] }],
    ['400 at once: p99', { burst: stage('400 at once', 400, { acceptedP99: 2_501 }) }],
    ['400 at once: not all', { burst: stage('400 at once', 399, { refused: { '503 overloaded': 1 } }) }],
    ['recovery', { recoveredAfterMs: 1_001 }],
    ['second 1: no answer', { recovery: [stage('second 1', 49, { refused: { 'no answer': 1 } })] }],
  ])('complains: %s', (words, change) => {
    const [complaint, ...others] = complaintsAbout({ ...good, ...change });
    expect(complaint).toContain(words);
    expect(others).toEqual([]);
  });
});
