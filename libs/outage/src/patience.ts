const TURN_MS = 50;
/** What one turn counts for at most: somewhat late is how timers are, later than that we were not there to hear. */
const TURN_COUNTS_MS = 100;

/**
 * Rejects when the answer has not come within `ms` in which our own event loop was there to hear it: an answer that
 * lies unread while the loop is blocked is not taken for silence.
 */
export async function withPatience<T>(ms: number, answer: Promise<T>): Promise<T> {
  let left = ms;
  let lastTurn = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const now = performance.now();
      left -= Math.min(now - lastTurn, TURN_COUNTS_MS);
      lastTurn = now;
      if (left <= 0) reject(new Error(`no answer within ${ms} ms`));
    }, TURN_MS);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearInterval(timer);
  }
}
