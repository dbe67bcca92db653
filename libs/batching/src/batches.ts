import DataLoader from 'dataloader';

/**
 * Does together what is asked for while the batch before is under way (flat combining): the more is asked for, the
 * larger the batches, and the less each part of them costs. What comes alone is done at once.
 *
 * A batch runs in the asynchronous context of its first part: that one's request id and trace.
 */
export class Batches<Part, Result> {
  private readonly loader: DataLoader<Part, Result>;
  private readonly waiting: (() => void)[] = [];
  private isUnderWay = false;

  /**
   * `work` answers each part in its place, with an `Error` for a part that failed; when it throws, all of them fail.
   * At most `most` parts go together.
   */
  constructor(work: (parts: readonly Part[]) => Promise<readonly (Result | Error)[]>, most: number) {
    const workAndGoOn = async (parts: readonly Part[]) => {
      try {
        return await work(parts);
      } finally {
        this.goOn();
      }
    };
    this.loader = new DataLoader<Part, Result>(workAndGoOn, {
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
      if (!this.isUnderWay) this.goOn();
    });
  }

  private goOn(): void {
    const begin = this.waiting.shift();
    this.isUnderWay = begin !== undefined;
    begin?.();
  }
}
