import { Presets, SingleBar } from 'cli-progress';
import type { Tally } from './tally.js';

const LINE_EVERY_MS = 10_000;

/** A bar on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly bar: SingleBar | undefined;
  private saidAt = performance.now();

  constructor(private readonly total: number) {
    if (!process.stdout.isTTY) return;
    const format = ' {bar} {percentage}% | {value}/{total} | failures {failures} | {eta_formatted} left';
    this.bar = new SingleBar({ format, hideCursor: true, etaBuffer: 500 }, Presets.shades_classic);
    this.bar.start(total, 0, { failures: 0 });
  }

  show({ settled, failureCount }: Tally): void {
    if (this.bar) this.bar.update(settled, { failures: failureCount });
    else if (performance.now() - this.saidAt >= LINE_EVERY_MS) {
      this.saidAt = performance.now();
      console.log(`${settled} of ${this.total} | failures ${failureCount}`);
    }
  }

  stop(): void {
    this.bar?.stop();
  }
}
