import { circuitBreaker, type CircuitBreakerPolicy, ConsecutiveBreaker, handleAll } from 'cockatiel';
import { withPatience } from './patience.js';

/** After a probe that failed: soon, but not in the same instant of a restart. */
const LOOK_AGAIN_MS = { least: 20, most: 60 };

/**
 * The breaker asks the wall clock how long it has been open, and a clock set back would keep it so for as long. Our own
 * timers say when to look: no time that has passed is less than this, whatever the clock does.
 */
const LET_EVERY_PROBE_THROUGH = -Infinity;

export interface OutageWatchOptions {
  /** Asks the other side the cheapest question there is; gives up what it uses when `signal` aborts. */
  probe: (signal: AbortSignal) => Promise<unknown>;
  /** How long one probe may stay unanswered, in ms. */
  patienceMs: number;
  /** So many probes in a row must fail, with no sign of life in between. */
  failures: number;
  /** How long until the next probe when the last one was answered, and during an outage, in ms. */
  everyMs: number;
  /** Whether to look also while nothing is suspected. */
  always: boolean;
  /** Whether a probe that failed so says by itself that the other side is away: no other has to say it again. */
  isCertain?: (error: unknown) => boolean;
  onBegin: (reason: unknown) => void;
  onOver: () => void;
}

/**
 * Tells whether what we depend on is away. Only its own probes decide that, through a circuit breaker: what goes wrong
 * with one call may be that call's own fault and is a reason to look; any answer is a sign of life. So callers are told
 * at once during an outage, none of them has to try whether it is over, and what is merely slow is not taken for away.
 */
export class OutageWatch {
  private readonly breaker: CircuitBreakerPolicy;
  private readonly inARow: ConsecutiveBreaker;
  private state: 'quiet' | 'looking' | 'suspicious' | 'stopped' = 'quiet';
  private timer: NodeJS.Timeout | undefined;
  private away = false;

  constructor(private readonly options: OutageWatchOptions) {
    this.inARow = new ConsecutiveBreaker(options.failures);
    this.breaker = circuitBreaker(handleAll, { halfOpenAfter: LET_EVERY_PROBE_THROUGH, breaker: this.inARow });
    this.breaker.onBreak((reason) => this.begin('error' in reason ? reason.error : undefined));
    if (options.always) this.lookIn(0);
  }

  get isAway(): boolean {
    return this.away;
  }

  /** A call failed, or is late: time to look. */
  suspect(): void {
    if (this.state === 'quiet' && !this.away) this.lookIn(0);
  }

  /** A call was told what only an outage explains. */
  gone(reason: unknown): void {
    this.begin(reason);
    if (this.state !== 'looking' && !this.isStopped()) this.lookIn(this.options.everyMs);
  }

  /** A call was answered, whatever the answer. */
  answered(): void {
    this.inARow.success();
  }

  stop(): void {
    this.state = 'stopped';
    clearTimeout(this.timer);
  }

  private lookIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), ms).unref();
  }

  private async look(): Promise<void> {
    this.state = 'looking';
    const answered = await this.breaker
      .execute(() => this.probe())
      .then(
        () => true,
        () => false,
      );
    if (this.isStopped()) return;
    this.state = answered ? 'quiet' : 'suspicious';
    if (answered && this.away) this.end();
    if (this.away || (answered && this.options.always)) this.lookIn(this.options.everyMs);
    else if (!answered) this.lookIn(LOOK_AGAIN_MS.least + Math.random() * (LOOK_AGAIN_MS.most - LOOK_AGAIN_MS.least));
  }

  private async probe(): Promise<void> {
    const silent = new AbortController();
    try {
      await withPatience(this.options.patienceMs, this.options.probe(silent.signal));
    } catch (error) {
      silent.abort();
      if (this.options.isCertain?.(error)) this.begin(error);
      throw error;
    }
  }

  /** Also the circuit that stays open during an outage says so after every probe. */
  private begin(reason: unknown): void {
    if (this.away || this.isStopped()) return;
    this.away = true;
    this.options.onBegin(reason);
  }

  private end(): void {
    this.away = false;
    this.options.onOver();
  }

  private isStopped(): boolean {
    return this.state === 'stopped';
  }
}
