/**
 * Does parts together by one call of `work`, or, where that fails as a whole, each alone: one that cannot be done keeps no
 * other from being done. A failure that `isForAll` is theirs at once. Answers in their places, with the error of a part
 * that failed. Whatever `work` had begun when it threw must be undone by then.
 */
export async function togetherOrAlone<Part, Result>(
  parts: readonly Part[],
  work: (parts: readonly Part[]) => Promise<readonly (Result | Error)[]>,
  isForAll: (error: unknown) => boolean,
): Promise<readonly (Result | Error)[]> {
  try {
    return await work(parts);
  } catch (error) {
    if (parts.length === 1 || isForAll(error)) return parts.map(() => error as Error);
    return (await Promise.all(parts.map((part) => togetherOrAlone([part], work, isForAll)))).flat();
  }
}
