import { within } from './within.js';

describe('waiting within a time', () => {
  it('gives the result that comes in time', async () => {
    await expect(within(1_000, Promise.resolve('here'))).resolves.toBe('here');
  });

  it('gives the failure that comes in time', async () => {
    await expect(within(1_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('ends when the time is over, whatever becomes of the work', async () => {
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise((_, reject) => (fail = reject));
    await expect(within(5, work)).rejects.toThrow('no answer within 5 ms');
    // A failure nobody waits for any more must not end the process.
    fail(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
