import { DomainError, type Metrics, Unavailable } from '#platform';

const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
const CALLS = ['POST /holds', 'GET /holds', 'GET /hotels', 'GET /staff'] as const;
/** `refused` is an answer: the rooms are sold, or the price is another. */
const OUTCOMES = ['ok', 'refused', 'unavailable'] as const;

/** How calls to hotel-inventory go, as those see it who make them. */
export class InventoryCallMetrics {
  private readonly calls;
  private readonly failures;

  constructor(metrics: Metrics, isAway: () => boolean) {
    this.calls = metrics.histogram(
      'staylock_inventory_call_duration_seconds',
      'Calls to hotel-inventory with all their tries; POST /holds takes, confirms or releases; GET /holds lists, GET /hotels asks for alternatives, GET /staff for hotels',
      BUCKETS_S,
      { call: CALLS, outcome: OUTCOMES },
    );
    this.failures = metrics.counter(
      'staylock_inventory_failed_tries_total',
      'Single tries that hotel-inventory did not answer, or with a failure',
    );
    metrics.gauge(
      'staylock_inventory_circuit_open',
      'Whether calls are refused at once, as hotel-inventory is away',
      [],
      (gauge) => gauge.set(isAway() ? 1 : 0),
    );
  }

  /** Runs the call and counts it. */
  async timed<T>(call: string, run: () => Promise<T>): Promise<T> {
    const end = this.calls.startTimer({ call });
    try {
      const result = await run();
      end({ outcome: 'ok' });
      return result;
    } catch (error) {
      const refused = error instanceof DomainError && !(error instanceof Unavailable);
      end({ outcome: refused ? 'refused' : 'unavailable' });
      throw error;
    }
  }

  tryFailed(): void {
    this.failures.inc();
  }
}
