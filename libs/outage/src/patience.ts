const TURN_MS = 50;
/** A turn that comes later than this had much to do: what it counts for then is little, as an answer needs some turns. */
const LATE_MS = 100;
const LATE_COUNTS_MS = 25;

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
      const turn = now - lastTurn;
      left -= turn > LATE_MS ? LATE_COUNTS_MS : turn;
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
