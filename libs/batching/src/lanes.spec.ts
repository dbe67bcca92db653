import { Lanes } from './lanes.js';

class Stuck extends Error {}
const PATIENCE_MS = 200;
const STAYS_APART_MS = 5_100;

/** Parts `locked n` take a second and then fail as stuck, unless the lock is open; others are done at once. */
function laned() {
  const lock = { isOpen: false };
  const batches: (readonly string[])[] = [];
  const work = async (parts: readonly string[]) => {
    batches.push(parts);
    const hangs = !lock.isOpen && parts.some((part) => part.startsWith('locked '));
    if (hangs) await new Promise((resolve) => setTimeout(resolve, 1_000));
    return parts.map((part) => (!lock.isOpen && part.startsWith('locked ') ? new Stuck(part) : part));
  };
  const lanes = new Lanes(
    work,
    10,
    (part: string) => part.split(' ')[0] ?? '',
    (error) => error instanceof Stuck,
  );
  return { lock, batches, lanes };
}

const stuck = (promise: Promise<string>) => promise.catch((error: unknown) => error);

it('what got stuck goes by itself from then on, and nothing else waits for it', async () => {
  const { batches, lanes } = laned();
  const first = await Promise.all([stuck(lanes.add('locked 1')), lanes.add('a')]);
  expect(first).toEqual([new Stuck('locked 1'), 'a']);
  const again = stuck(lanes.add('locked 2'));
  const startedAt = performance.now();
  expect(await Promise.all([lanes.add('b'), lanes.add('c')])).toEqual(['b', 'c']);
  expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS);
  expect(await again).toEqual(new Stuck('locked 2'));
  expect(batches).toEqual([['locked 1', 'a'], ['locked 2'], ['b', 'c']]);
});

it('one that comes through does not let the others back in', async () => {
  const { batches, lanes } = laned();
  await stuck(lanes.add('locked 1'));
  // Like it, and not locked itself: another night of the same category.
  await lanes.add('locked').catch(() => undefined);
  const again = stuck(lanes.add('locked 2'));
  expect(await lanes.add('a')).toBe('a');
  await again;
  expect(batches.at(-1)).toEqual(['a']);
});

it('what has not been stuck for a while goes with the others again', async () => {
  const { lock, batches, lanes } = laned();
  await stuck(lanes.add('locked 1'));
  lock.isOpen = true;
  expect(await Promise.all([lanes.add('locked 2'), lanes.add('a')])).toEqual(['locked 2', 'a']);
  expect(batches.slice(-2)).toEqual([['locked 2'], ['a']]);
  await new Promise((resolve) => setTimeout(resolve, STAYS_APART_MS));
  await lanes.add('locked 3');
  expect(await Promise.all([lanes.add('locked 4'), lanes.add('b')])).toEqual(['locked 4', 'b']);
  expect(batches.at(-1)).toEqual(['locked 4', 'b']);
});
