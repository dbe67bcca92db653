import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;

/** How late this process comes to its work. */
export class EventLoopLag {
  private readonly delays: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.delays.enable();
  }

  /** On average since the last time, in ms. */
  take(): number {
    // Not a single tick says nothing; the next time they come, late.
    const mean = this.delays.count > 0 ? this.delays.mean / 1e6 - RESOLUTION_MS : 0;
    this.delays.reset();
    return Math.max(0, mean);
  }

  stop(): void {
    this.delays.disable();
  }
}
