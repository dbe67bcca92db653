import { setTimeout as sleep } from 'node:timers/promises';

/** As many at once as can be told apart from a queue: what a closed loop of so many gets done is the capacity. */
const CLIENTS = 16;

/** Lives a second that a system gets through when so many guests never pause. */
export async function capacityOf(live: () => Promise<void>, seconds: number, signal: AbortSignal): Promise<number> {
  const until = Date.now() + seconds * 1000;
  let lives = 0;
  const client = async () => {
    while (Date.now() < until && !signal.aborted) {
      await live();
      lives++;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return lives / seconds;
}

/**
 * Begins lives at a steady rate, however long each takes; ends when those begun have ended. Never more than
 * `mostAtOnce`, so that a system which stands still is not buried.
 */
export async function atRate(
  live: () => Promise<void>,
  perSecond: number,
  seconds: number,
  mostAtOnce: number,
  signal: AbortSignal,
): Promise<{ begun: number; passedOver: number }> {
  const start = Date.now();
  const underWay = new Set<Promise<void>>();
  let begun = 0;
  let passedOver = 0;
  for (let n = 0; n < perSecond * seconds && !signal.aborted; n++) {
    const wait = start + (n * 1000) / perSecond - Date.now();
    if (wait > 0) await sleep(wait);
    if (underWay.size >= mostAtOnce) {
      passedOver++;
      continue;
    }
    begun++;
    const life: Promise<void> = live().finally(() => underWay.delete(life));
    underWay.add(life);
  }
  await Promise.all(underWay);
  return { begun, passedOver };
}
