import { AsyncLocalStorage } from 'node:async_hooks';
import { Batches } from './batches.js';

/** Work that is under way until the test ends it. */
function heldWork() {
  const begun: { parts: readonly number[]; end: (results?: readonly (number | Error)[] | Error) => void }[] = [];
  const work = (parts: readonly number[]) =>
    new Promise<readonly (number | Error)[]>((resolve, reject) => {
      const end = (results: readonly (number | Error)[] | Error = parts.map((part) => part * 10)) =>
        results instanceof Error ? reject(results) : resolve(results);
      begun.push({ parts, end });
    });
  return { begun, work };
}

/** Some turns of the event loop: enough for whatever begins by itself. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

describe('what is asked for in batches', () => {
  it('goes at once and alone when nothing is under way', async () => {
    const { begun, work } = heldWork();
    const batches = new Batches(work, 100);
    const one = batches.add(1);
    await turns();
    expect(begun.map(({ parts }) => parts)).toEqual([[1]]);
    begun[0]?.end();
    expect(await one).toBe(10);
  });

  it('goes together where it comes with one turn of the event loop, also in its callbacks', async () => {
    const { begun, work } = heldWork();
    const batches = new Batches(work, 100);
    const added = [batches.add(1), batches.add(2), Promise.resolve().then(() => batches.add(3))];
    await turns();
    expect(begun.map(({ parts }) => parts)).toEqual([[1, 2, 3]]);
    begun[0]?.end();
    expect(await Promise.all(added)).toEqual([10, 20, 30]);
  });

  it('waits while a batch is under way, and goes together afterwards, in its order', async () => {
    const { begun, work } = heldWork();
    const batches = new Batches(work, 100);
    const added = [batches.add(1)];
    for (const part of [4, 3, 2]) {
      await turns();
      added.push(batches.add(part));
    }
    await turns();
    expect(begun.map(({ parts }) => parts)).toEqual([[1]]);
    begun[0]?.end();
    await turns();
    expect(begun.map(({ parts }) => parts)).toEqual([[1], [4, 3, 2]]);
    begun[1]?.end();
    expect(await Promise.all(added)).toEqual([10, 40, 30, 20]);
    const later = batches.add(5);
    await turns();
    expect(begun[2]?.parts).toEqual([5]);
    begun[2]?.end();
    await later;
  });

  it('does not wait for a batch that hangs; but of those that do, four are the most', async () => {
    const { begun, work } = heldWork();
    const batches = new Batches(work, 100);
    const added: Promise<number>[] = [];
    for (const part of [1, 2, 3, 4, 5, 6]) {
      added.push(batches.add(part));
      // No more turns than it takes: on a busy machine each of them is a part of the patience.
      await new Promise(setImmediate);
    }
    expect(begun).toHaveLength(1);
    // Longer than the patience with four batches, one after the other.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(begun.map(({ parts }) => parts)).toEqual([[1], [2, 3, 4, 5, 6]]);
    for (const part of [7, 8, 9]) {
      added.push(batches.add(part));
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(begun.map(({ parts }) => parts)).toEqual([[1], [2, 3, 4, 5, 6], [7], [8]]);
    begun[2]?.end();
    await turns();
    expect(begun[4]?.parts).toEqual([9]);
    for (const batch of [0, 1, 3, 4]) begun[batch]?.end();
    expect(await Promise.all(added)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    const later = batches.add(10);
    await turns();
    begun[5]?.end();
    expect(await later).toBe(100);
  });

  it('is no more at once than the most: the rest goes next', async () => {
    const { begun, work } = heldWork();
    const batches = new Batches(work, 3);
    const added = [1, 2, 3, 4, 5, 6, 7].map((part) => batches.add(part));
    for (let batch = 0; batch < 3; batch++) {
      await turns();
      expect(begun).toHaveLength(batch + 1);
      begun[batch]?.end();
    }
    expect(await Promise.all(added)).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(begun.map(({ parts }) => parts)).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
  });

  it('is asked for twice where it is added twice: nothing is remembered', async () => {
    const seen: number[] = [];
    const batches = new Batches((parts: readonly number[]) => {
      seen.push(...parts);
      return Promise.resolve(parts.map(() => seen.length));
    }, 100);
    expect(await Promise.all([batches.add(7), batches.add(7)])).toEqual([2, 2]);
    expect(await batches.add(7)).toBe(3);
    expect(seen).toEqual([7, 7, 7]);
  });

  it('fails alone where it is answered with an error', async () => {
    const { begun, work } = heldWork();
    const batches = new Batches(work, 100);
    const settled = Promise.allSettled([batches.add(1), batches.add(2), batches.add(3)]);
    await turns();
    begun[0]?.end([10, new RangeError('two'), 30]);
    expect(await settled).toEqual([
      { status: 'fulfilled', value: 10 },
      { status: 'rejected', reason: new RangeError('two') },
      { status: 'fulfilled', value: 30 },
    ]);
  });

  it.each([
    ['the work fails', new RangeError('all')],
    ['the work answers too few', [10]],
  ])('fails as a whole where %s, and the next batch goes all the same', async (_, results) => {
    const { begun, work } = heldWork();
    const batches = new Batches(work, 100);
    const settled = Promise.allSettled([batches.add(1), batches.add(2)]);
    await turns();
    const next = batches.add(3);
    begun[0]?.end(results);
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await turns();
    begun[1]?.end();
    expect(await next).toBe(30);
  });

  it('fails as a whole where the work throws before it has begun, and the next batch goes all the same', async () => {
    let calls = 0;
    const batches = new Batches((parts: readonly number[]) => {
      if (calls++ === 0) throw new RangeError('all');
      return Promise.resolve(parts);
    }, 100);
    await expect(batches.add(1)).rejects.toThrow('all');
    expect(await batches.add(2)).toBe(2);
  });

  it('runs in the context of the first of each batch', async () => {
    const context = new AsyncLocalStorage<string>();
    const { begun, work } = heldWork();
    const contexts: (string | undefined)[] = [];
    const batches = new Batches((parts: readonly number[]) => {
      contexts.push(context.getStore());
      return work(parts);
    }, 100);
    const as = (name: string, part: number) =>
      context.run(name, async () => {
        await batches.add(part);
        return context.getStore();
      });
    const first = [as('a', 1), as('b', 2)];
    await turns();
    const second = [as('c', 3), as('a', 4)];
    begun[0]?.end();
    await turns();
    begun[1]?.end();
    // Whoever waited goes on in a context of their own.
    expect(await Promise.all([...first, ...second])).toEqual(['a', 'b', 'c', 'a']);
    expect(contexts).toEqual(['a', 'c']);
  });
});
