import DataLoader from 'dataloader';

/**
 * Does together what is asked for while the batch before is under way (flat combining): the more is asked for, the
 * larger the batches, and the less each part of them costs. What comes alone is done at once.
 *
 * A batch runs in the asynchronous context of its first part: that one's request id and trace.
 */
export class Batches<Part, Result> {
  private readonly loader: DataLoader<Part, Result>;
  private free: Promise<unknown> = Promise.resolve();

  /**
   * `work` answers each part in its place, with an `Error` for a part that failed; when it throws, all of them fail.
   * At most `most` parts go together, and one batch is under way at a time.
   */
  constructor(work: (parts: readonly Part[]) => Promise<readonly (Result | Error)[]>, most: number) {
    let done!: (value?: unknown) => void;
    this.loader = new DataLoader<Part, Result>(
      async (parts) => {
        try {
          return await work(parts);
        } finally {
          done();
        }
      },
      {
        cache: false,
        maxBatchSize: most,
        batchScheduleFn: (dispatch) => {
          const before = this.free;
          this.free = before.then(nextTurn).then(
            () =>
              new Promise((resolve) => {
                done = resolve;
                dispatch();
              }),
          );
        },
      },
    );
  }

  add(part: Part): Promise<Result> {
    return this.loader.load(part);
  }
}

/** Lets in what has come with the same turn of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise(setImmediate);
}
