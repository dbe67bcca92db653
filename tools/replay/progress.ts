import { Presets, SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly bar: SingleBar | undefined;
  private readonly startedAt = performance.now();
  private saidAt = performance.now();

  constructor(
    private readonly total: number,
    private readonly state: Readonly<{ settled: number; booked: number; soldOut: number }>,
  ) {
    if (!process.stdout.isTTY) return;
    const format =
      ' {bar} {percentage}% | {value}/{total} | booked {booked} | sold out {soldOut} | {eta_formatted} left';
    this.bar = new SingleBar({ format, hideCursor: true, etaBuffer: 500 }, Presets.shades_classic);
    this.bar.start(total, 0, { booked: 0, soldOut: 0 });
  }

  step(): void {
    const { settled, booked, soldOut } = this.state;
    if (this.bar) this.bar.update(settled, { booked, soldOut });
    else if (performance.now() - this.saidAt >= LINE_EVERY_MS) {
      this.saidAt = performance.now();
      const seconds = (this.saidAt - this.startedAt) / 1000;
      console.log(
        `${settled} of ${this.total} | booked ${booked} | sold out ${soldOut} | ${(settled / seconds).toFixed(0)} a second`,
      );
    }
  }

  stop(): void {
    this.bar?.stop();
  }
}
