import { setTimeout as sleep } from 'node:timers/promises';
import { withPatience } from './patience.js';

describe('patience', () => {
  it('gives the answer that comes, and the failure that comes', async () => {
    await expect(withPatience(1_000, Promise.resolve('here'))).resolves.toBe('here');
    await expect(withPatience(1_000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  it('ends when nothing comes', async () => {
    await expect(withPatience(120, new Promise(() => undefined))).rejects.toThrow('no answer within 120 ms');
  });

  it('does not run out while our own event loop is blocked', async () => {
    const answer = sleep(10).then(() => 'here');
    const waiting = withPatience(200, answer);
    const until = Date.now() + 600;
    while (Date.now() < until);
    await expect(waiting).resolves.toBe('here');
  });
});
