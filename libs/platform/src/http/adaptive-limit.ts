/** Fewer tell nothing about the rest. */
const LEAST_SAMPLES = 5;
/** So many can always be under way: even a slow app gets on with them. */
const LEAST_LIMIT = 8;
/** At most halved at once, as the slow answers of one window came in before the limit of the one before. */
const STEEPEST = 0.5;
const GENTLEST = 0.9;
const GROWTH = 1.25;

/**
 * How many requests may be under way: as many as are still answered in time. How many that is depends on the machine,
 * on its neighbours and on what the app waits for, so it is found out by trying.
 */
export class AdaptiveLimit {
  private answers: number[] = [];
  current: number;

  constructor(
    private readonly most: number,
    /** The median time of an answer, in ms, beyond which requests only wait for each other. */
    private readonly slowMs: number,
  ) {
    this.current = most;
  }

  /** A request was answered, in ms. */
  answered(ms: number): void {
    this.answers.push(ms);
  }

  /** At the end of a window: `most` were under way in it at once. */
  adjust(peak: number): void {
    const answers = this.answers.sort((a, b) => a - b);
    this.answers = [];
    const median = answers[Math.floor(answers.length / 2)] ?? 0;
    if (answers.length >= LEAST_SAMPLES && median > this.slowMs) {
      // A limit far above what is under way would have to come down for long before it helped.
      const now = Math.min(this.current, peak);
      const factor = Math.min(GENTLEST, Math.max(STEEPEST, this.slowMs / median));
      this.current = Math.max(Math.min(LEAST_LIMIT, this.most), Math.floor(now * factor));
    } else {
      this.current = Math.min(this.most, Math.ceil(this.current * GROWTH));
    }
  }
}
