import { AdaptiveLimit } from './adaptive-limit.js';

/** So late the process comes to its work only when it has far more to do than it can, or hardly any processor. */
const LAG_LIMIT_MS = 200;
/** What a process that lags still takes: enough to go on, little enough to catch up. */
const SHARE_WHEN_LAGGING = 0.25;
/**
 * What requests without an Authorization header may take. Whether the token in it is any good is not known this early:
 * any header gets at the rest. Who floods the app with bad tokens is refused by the limit of the address.
 */
const SHARE_WITHOUT_TOKEN = 0.75;

/** Counts the requests under way, and says which of further ones would only make all of them slow. */
export class Admission {
  underWay = 0;
  refused = 0;
  private peak = 0;
  private isLagging = false;
  private readonly limit: AdaptiveLimit;

  /** At most so many requests under way; fewer while the median answer takes longer than `slowMs`. */
  constructor(most: number, slowMs: number) {
    this.limit = new AdaptiveLimit(most, slowMs);
  }

  /** Whether a request would be let in now; it takes no place yet. */
  hasRoom(hasToken: boolean): boolean {
    if (this.underWay < this.limitNow(hasToken)) return true;
    this.refused++;
    return false;
  }

  /** Whether the request may come in; then `leave` must be called once when it is done with. */
  enter(hasToken: boolean): boolean {
    if (!this.hasRoom(hasToken)) return false;
    this.underWay++;
    this.peak = Math.max(this.peak, this.underWay);
    return true;
  }

  /** A request was answered, in ms since it came in; refusals, which cost little, tell nothing. */
  answered(ms: number): void {
    this.limit.answered(ms);
  }

  leave(): void {
    this.underWay--;
  }

  /** To be called every now and then: learns from the answers since the last time, and from the process's lag in ms. */
  adjust(lagMs: number): void {
    this.limit.adjust(this.peak);
    this.peak = this.underWay;
    this.isLagging = lagMs > LAG_LIMIT_MS;
  }

  private limitNow(hasToken: boolean): number {
    const lagging = this.isLagging ? SHARE_WHEN_LAGGING : 1;
    return Math.max(1, Math.floor(this.limit.current * lagging * (hasToken ? 1 : SHARE_WITHOUT_TOKEN)));
  }
}
