import { percentile } from '../../tools/replay/latencies.js';

/** How one run of a scenario went; times in ms. */
export interface RunFigures {
  /** Answers that were as they should be, a second. */
  rate: number;
  /** New bookings, or confirmed ones where the scenario confirms, a second. */
  bookingsRate: number;
  /** All answers, those too that came when the time was over. */
  answers: number;
  bookings: number;
  /** Answers that should not have been, by status and code. */
  failures: Record<string, number>;
  /** Right answers that tell of no booking, by status and code: `409 sold_out`. */
  refusals: Record<string, number>;
  p50: number;
  p90: number;
  p99: number;
  longest: number;
  /** By kind of request, where there are several. */
  kinds: Record<string, { answers: number; p50: number; p99: number }>;
}

/** Collects what becomes of the requests of one run. */
export class RunTally {
  private readonly times = new Map<string, number[]>();
  private readonly failures: Record<string, number> = {};
  private readonly refusals: Record<string, number> = {};
  private readonly startedAt = performance.now();
  private answers = 0;
  private bookings = 0;
  private rightInTime = 0;
  private bookingsInTime = 0;
  private lastAt = this.startedAt;

  /** What comes after `seconds` counts, but not for the rate: by then there are fewer clients than wanted. */
  constructor(private readonly seconds: number) {}

  get isOver(): boolean {
    return performance.now() - this.startedAt >= this.seconds * 1_000;
  }

  right(kind: string, ms: number, what: { booking?: boolean; refusal?: string } = {}): void {
    const inTime = this.add(kind, ms);
    if (inTime) this.rightInTime++;
    if (what.booking) this.bookings++;
    if (what.booking && inTime) this.bookingsInTime++;
    if (what.refusal !== undefined) count(this.refusals, what.refusal);
  }

  wrong(kind: string, ms: number, answer: string): void {
    this.add(kind, ms);
    count(this.failures, `${kind} ${answer}`);
  }

  /** A run that ended early, because all that was prepared is used, has its own length. */
  figures(): RunFigures {
    const seconds = Math.max(0.001, Math.min(this.seconds, (this.lastAt - this.startedAt) / 1_000));
    const all = sorted([...this.times.values()].flat());
    const kinds = [...this.times].map(([kind, times]) => {
      const own = sorted(times);
      return [kind, { answers: own.length, p50: percentile(own, 50), p99: percentile(own, 99) }] as const;
    });
    return {
      rate: this.rightInTime / seconds,
      bookingsRate: this.bookingsInTime / seconds,
      ...{ answers: this.answers, bookings: this.bookings, failures: this.failures, refusals: this.refusals },
      ...{ p50: percentile(all, 50), p90: percentile(all, 90), p99: percentile(all, 99), longest: all.at(-1) ?? 0 },
      kinds: Object.fromEntries(kinds),
    };
  }

  private add(kind: string, ms: number): boolean {
    const known = this.times.get(kind);
    if (known) known.push(ms);
    else this.times.set(kind, [ms]);
    this.answers++;
    this.lastAt = performance.now();
    return this.lastAt - this.startedAt <= this.seconds * 1_000;
  }
}

function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

function sorted(times: readonly number[]): Float64Array {
  return Float64Array.from(times).sort();
}
