import { LocalQueue } from './local-queue.js';

/** Lets everything that can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Somebody in the queue, whose turns are written down. */
function visitor(queue: LocalQueue, name: string, turns: string[], key = 'category:1') {
  const place = queue.enter(key);
  void place.turn.then(() => turns.push(name));
  return place;
}

describe('the queue of a key', () => {
  it('lets one through at a time, in order of arrival', async () => {
    const [queue, turns] = [new LocalQueue(), [] as string[]];
    const [ada, bob, eve] = ['ada', 'bob', 'eve'].map((name) => visitor(queue, name, turns));
    await settle();
    expect(turns).toEqual(['ada']);
    ada?.leave();
    await settle();
    expect(turns).toEqual(['ada', 'bob']);
    bob?.leave();
    eve?.leave();
    await settle();
    expect(turns).toEqual(['ada', 'bob', 'eve']);
  });

  it('does not let the next one in beside the one at work when somebody between leaves early', async () => {
    const [queue, turns] = [new LocalQueue(), [] as string[]];
    const [ada, bob] = ['ada', 'bob', 'eve'].map((name) => visitor(queue, name, turns));
    bob?.leave();
    await settle();
    expect(turns).toEqual(['ada']);
    ada?.leave();
    await settle();
    expect(turns).toEqual(['ada', 'bob', 'eve']);
  });

  it('does not hold up those of another key', async () => {
    const [queue, turns] = [new LocalQueue(), [] as string[]];
    visitor(queue, 'ada', turns, 'category:1');
    visitor(queue, 'bob', turns, 'category:2');
    await settle();
    expect(turns).toEqual(['ada', 'bob']);
  });

  it('is busy from the first one who enters until the last has left', async () => {
    const queue = new LocalQueue();
    expect(queue.isBusy('category:1')).toBe(false);
    const [ada, bob] = [queue.enter('category:1'), queue.enter('category:1')];
    expect(queue.isBusy('category:1')).toBe(true);
    expect(queue.isBusy('category:2')).toBe(false);
    ada.leave();
    await settle();
    expect(queue.isBusy('category:1')).toBe(true);
    bob.leave();
    // At once, not after a turn of the event loop: a task that runs twice in a row must not be skipped.
    expect(queue.isBusy('category:1')).toBe(false);
  });

  it('keeps nothing of keys that nobody waits for', async () => {
    const queue = new LocalQueue();
    const places = Array.from({ length: 1_000 }, (_, n) => queue.enter(`category:${n % 100}`));
    expect(remembered(queue)).toBe(100);
    for (const place of places.reverse()) place.leave();
    expect(remembered(queue)).toBe(0);
  });

  it('does not mind that somebody leaves twice', async () => {
    const [queue, turns] = [new LocalQueue(), [] as string[]];
    const [ada] = ['ada', 'bob', 'eve'].map((name) => visitor(queue, name, turns));
    ada?.leave();
    ada?.leave();
    await settle();
    expect(turns).toEqual(['ada', 'bob']);
  });
});

/** What a leak would be made of. */
function remembered(queue: LocalQueue): number {
  return (queue as unknown as { lines: Map<string, unknown> }).lines.size;
}
