import { randomInt } from 'node:crypto';
import { isFree } from '#ports';

/** Below what Linux hands out to outgoing connections (32768 up), above what well-known servers use. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
}
