/** Enough to come down from a batch of a hundred to each of its parts. */
const MOST_LEVELS = 7;

/**
 * Does parts together by one call of `work`. Where that fails as a whole, each half is done by itself, and so on, until
 * the part that cannot be done is alone: it keeps no other from being done. A failure that `isForAll` is theirs at once.
 * Answers in their places, with the error of a part that failed. Whatever `work` had begun when it threw must be undone
 * by then.
 */
export async function togetherOrHalved<Part, Result>(
  parts: readonly Part[],
  work: (parts: readonly Part[]) => Promise<readonly (Result | Error)[]>,
  isForAll: (error: unknown) => boolean,
  levels = MOST_LEVELS,
): Promise<readonly (Result | Error)[]> {
  try {
    return await work(parts);
  } catch (error) {
    if (parts.length === 1 || levels === 0 || isForAll(error)) return parts.map(() => error as Error);
    const middle = Math.ceil(parts.length / 2);
    const first = await togetherOrHalved(parts.slice(0, middle), work, isForAll, levels - 1);
    const second = await togetherOrHalved(parts.slice(middle), work, isForAll, levels - 1);
    return [...first, ...second];
  }
}
