/** Longer than any handler takes: the place of a request that is never answered is free again after it. */
const FORGOTTEN_AFTER_MS = 30_000;

/**
 * The place of one request among those under way. A client that hangs up does not stop its handler, so the place is
 * free once the connection is done with the request and the handler as well.
 */
export class Place {
  private readonly takenAt = performance.now();
  private isAnswered = false;
  private isClosed = false;
  private isFree = false;

  constructor(
    private readonly free: () => void,
    private readonly forgottenAfterMs = FORGOTTEN_AFTER_MS,
  ) {}

  /** ms since the request came in. */
  get age(): number {
    return performance.now() - this.takenAt;
  }

  /** The handler has an answer. */
  answered(): void {
    this.isAnswered = true;
    if (this.isClosed) this.leave();
  }

  /** The connection is done with the request: the answer has gone out, or nobody is there any more to hear it. */
  hungUp(): void {
    this.isClosed = true;
    if (this.isAnswered) this.leave();
    else setTimeout(() => this.leave(), this.forgottenAfterMs).unref();
  }

  private leave(): void {
    if (this.isFree) return;
    this.isFree = true;
    this.free();
  }
}
