import { setTimeout as sleep } from 'node:timers/promises';
import { Place } from './place.js';

describe('the place of a request', () => {
  let freed: number;
  const free = () => freed++;
  beforeEach(() => (freed = 0));

  it('is free when the answer has gone out, and not before', () => {
    const place = new Place(free);
    place.answered();
    expect(freed).toBe(0);
    place.hungUp();
    expect(freed).toBe(1);
  });

  it('stays taken while the handler works for a client that has hung up', async () => {
    const place = new Place(free);
    place.hungUp();
    await sleep(20);
    expect(freed).toBe(0);
    place.answered();
    expect(freed).toBe(1);
  });

  it('is free after a while if nobody ever answers, and only once', async () => {
    const place = new Place(free, 10);
    place.hungUp();
    await sleep(20);
    expect(freed).toBe(1);
    place.answered();
    expect(freed).toBe(1);
  });
});
