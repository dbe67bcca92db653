const TURN_MS = 20;
/** A turn that takes longer was taken from this process: other tests were given the machine. */
const TURN_COUNTS_MS = 30;

/** Time that this process really had, in ms: for limits that are promised and hold on a machine of one's own. */
export class AttendedClock {
  private attended = 0;
  private lastTurn = performance.now();
  private readonly timer = setInterval(() => this.turn(), TURN_MS);

  now(): number {
    return this.attended;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private turn(): void {
    const now = performance.now();
    this.attended += Math.min(now - this.lastTurn, TURN_COUNTS_MS);
    this.lastTurn = now;
  }
}
