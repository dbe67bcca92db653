import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../connection.js';
import type { Guests } from '../guests.js';
import type { Offering } from '../plan.js';
import { hotelsWish, renameWish } from '../wishes.js';
import type { Scenario } from './scenario.js';

/** Who renames a hotel. */
export const RENAMER = 'renamer';
const SEARCH_EVERY_MS = 100;
const RENAME_EVERY_MS = 1_000;
const WORDS = 14;
/** Of the names and places of the made-up hotels: each is in all of them, or in a quarter. */
const FOUND = ['praia', 'lisboa', 'portug', 'casa', 'rua'];

/** As `calm`, while a stranger searches ten times a second for fourteen words, and a hotel is renamed every second. */
export function searched(calm: Scenario, { places }: Offering, guests: Guests): Scenario {
  const unanswered: Record<string, number> = {};
  const judge = ({ status }: Answer, kind: string) => {
    if (status !== 200) unanswered[kind] = (unanswered[kind] ?? 0) + 1;
  };
  return {
    ...calm,
    beside: async (send, isOver) => {
      const [renamer, [hotel]] = [guests.named(RENAMER, 'staff'), places];
      if (!hotel) throw new Error('there is no hotel to rename');
      const sent: Promise<void>[] = [];
      for (let n = 0; !isOver(); n++) {
        sent.push(send(hotelsWish(textOf(n))).then((answer) => judge(answer, 'search')));
        if ((n * SEARCH_EVERY_MS) % RENAME_EVERY_MS === 0) {
          sent.push(send(renameWish(renamer, hotel, n)).then((answer) => judge(answer, 'rename')));
        }
        await sleep(SEARCH_EVERY_MS);
      }
      await Promise.all(sent);
    },
    complaints: () => Object.entries(unanswered).map(([kind, times]) => `${times} of kind ${kind} got no 200`),
  };
}

/** Another one each time: words that are found, which must be ranked, and in turn such as are found nowhere. */
function textOf(n: number): string {
  const random = () =>
    Math.random()
      .toString(36)
      .replace(/[^a-z]/g, '')
      .padEnd(6, 'x')
      .slice(0, 6);
  const first = n % 2 === 0 ? FOUND : [];
  const words = [...first, ...Array.from({ length: WORDS - first.length }, random)];
  return words.join(' ').slice(0, 100);
}
