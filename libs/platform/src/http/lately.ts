/** How often something happened in this stretch of time and in the one before. */
export class Lately {
  private since = 0;
  private now = 0;
  private before = 0;

  constructor(private readonly stretchMs: number) {}

  count(at: number): void {
    this.moveOn(at);
    this.now++;
  }

  /** In whichever of the two it happened more often. */
  most(at: number): number {
    this.moveOn(at);
    return Math.max(this.now, this.before);
  }

  private moveOn(at: number): void {
    const passed = at - this.since;
    if (passed < this.stretchMs) return;
    this.before = passed < 2 * this.stretchMs ? this.now : 0;
    this.now = 0;
    this.since = at;
  }
}
