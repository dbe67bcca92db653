import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `look` gives something true; fails with `what` after `ms`. */
export async function until<T>(what: string, look: () => Promise<T> | T, ms = 15_000): Promise<NonNullable<T>> {
  const giveUpAt = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > giveUpAt) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await sleep(20);
  }
}
