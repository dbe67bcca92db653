import { createHash } from 'node:crypto';

const SAMPLE_CPU_MS = 5;
const SAMPLE_EVERY_MS = 500;
/** What is looked back on: about as long as a request may wait. */
const KEPT = 4;
/** Of one processor. Two cores that a second test shares leave more than half. */
const SCARCE = 1 / 3;

/** Watches how much of a processor a process gets on this machine, for trials of products with time limits. */
export class ProcessorShare {
  private readonly shares: number[] = [];
  private readonly timer = setInterval(() => this.sample(), SAMPLE_EVERY_MS);

  /** Whether others have lately taken so much that lateness tells of the machine and not of what is tried. */
  get isScarce(): boolean {
    this.sample();
    return Math.min(...this.shares) < SCARCE;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    let used = 0;
    while (used < SAMPLE_CPU_MS) {
      createHash('sha256').update(BLOCK).digest();
      const { user, system } = process.cpuUsage(cpu);
      used = (user + system) / 1000;
    }
    this.shares.push(used / (performance.now() - startedAt));
    if (this.shares.length > KEPT) this.shares.shift();
  }
}

const BLOCK = Buffer.alloc(64 * 1024);
