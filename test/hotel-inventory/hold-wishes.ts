import { randomUUID } from 'node:crypto';
import type { ConfirmAnswer, HoldAnswer, HoldRequest, ReleaseAnswer } from '#contracts';
import type { TestCategory } from '../support/category.js';
import { until } from '../support/until.js';

type HoldsAnswer = HoldAnswer | ConfirmAnswer | ReleaseAnswer;

/** What became of each: its outcome, or the code of its refusal. */
export function told(answer: HoldsAnswer | undefined): string {
  return answer?.outcome === 'refused' ? String(answer.problem['code']) : String(answer?.outcome);
}

/** A hold as booking asks for it, by a guest of its own unless the wish names one. */
export function wishFor(category: TestCategory, wish: Partial<HoldRequest> = {}): HoldRequest {
  const names = { bookingId: randomUUID(), holder: `guest-${randomUUID()}`, holderRole: 'guest' as const };
  return { ...names, ...category.stay(1, 1), rooms: 1, totalGuests: 1, holdSeconds: 600, ...wish };
}

/** The stay as the dates that a wish has. */
export function datesOf(category: TestCategory, from: number, nights: number) {
  const { checkInDate, checkOutDate } = category.stay(from, nights);
  return { checkInDate, checkOutDate };
}

/** How many answers were which. */
export function tally(answers: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}

export function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

/** Asks again, as guests do, for whatever others were in the way of; answers what became of each in the end. */
export async function patiently<Part>(
  parts: readonly Part[],
  ask: (some: readonly Part[]) => Promise<HoldsAnswer[]>,
): Promise<string[]> {
  const outcomes = (await ask(parts)).map(told);
  await until('rows that nobody else keeps', async () => {
    const left = [...outcomes.keys()].filter((index) => outcomes[index] === 'contended');
    if (left.length === 0) return true;
    const answers = await ask(left.map((index) => parts[index] as Part));
    for (const [place, index] of left.entries()) outcomes[index] = told(answers[place]);
    return left.every((index) => outcomes[index] !== 'contended');
  });
  return outcomes;
}
