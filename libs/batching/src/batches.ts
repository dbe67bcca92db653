import DataLoader from 'dataloader';

/** A batch that takes longer hangs on something, such as a locked row: it holds up those after it no more. */
const PATIENCE_MS = 200;
/** Many that hang must not take all connections. */
const MOST_UNDER_WAY = 4;

/**
 * Does together what is asked for while the batch before is under way (flat combining): the more is asked for, the
 * larger the batches, and the less each part of them costs. What comes alone is done at once.
 *
 * A batch runs in the asynchronous context of its first part: that one's request id and trace.
 */
export class Batches<Part, Result> {
  private readonly loader: DataLoader<Part, Result>;
  private readonly waiting: (() => void)[] = [];
  private underWay = 0;
  /** Of those under way, whom the next one does not wait for. */
  private slow = 0;

  /**
   * `work` answers each part in its place, with an `Error` for a part that failed; when it throws, all of them fail.
   * At most `most` parts go together.
   */
  constructor(work: (parts: readonly Part[]) => Promise<readonly (Result | Error)[]>, most: number) {
    this.loader = new DataLoader<Part, Result>((parts) => this.run(work(parts)), {
      cache: false,
      maxBatchSize: most,
      batchScheduleFn: (begin) => this.whenFree(begin),
    });
  }

  add(part: Part): Promise<Result> {
    return this.loader.load(part);
  }

  /** In the next turn of the event loop: what has come with this one goes along. */
  private whenFree(begin: () => void): void {
    setImmediate(() => {
      this.waiting.push(begin);
      this.goOn();
    });
  }

  private async run<T>(results: Promise<T>): Promise<T> {
    let isSlow = false;
    const patience = setTimeout(() => {
      isSlow = true;
      this.slow++;
      this.goOn();
    }, PATIENCE_MS);
    this.underWay++;
    try {
      return await results;
    } finally {
      clearTimeout(patience);
      this.underWay--;
      if (isSlow) this.slow--;
      this.goOn();
    }
  }

  private goOn(): void {
    if (this.underWay > this.slow || this.underWay >= MOST_UNDER_WAY) return;
    this.waiting.shift()?.();
  }
}
