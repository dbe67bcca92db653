import { CircuitState, type CircuitBreakerPolicy } from 'cockatiel';
import type { Metrics } from '#platform';

/** From a free lock to the longest wait. */
const BUCKETS_S = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5];

const PURPOSES = ['turn', 'task'] as const;
/**
 * `contended`: a turn that went on without the lock, which others kept for too long; a task that another replica is at.
 * `without_redis`: went on without the lock, as Redis could not be reached.
 */
const OUTCOMES = ['acquired', 'contended', 'without_redis'] as const;

/** How often each way was taken, and how long turns were waited for. */
export class LockMetrics {
  private readonly locks;
  private readonly waits;

  constructor(metrics: Metrics, breaker: CircuitBreakerPolicy) {
    this.locks = metrics.counter('staylock_locks_total', 'Locks wanted, for a turn or for a task, by what came of it', {
      purpose: PURPOSES,
      outcome: OUTCOMES,
    });
    this.waits = metrics.histogram(
      'staylock_lock_wait_seconds',
      'Time that work waited for its turn, in the queue of the process and for the lock',
      BUCKETS_S,
    );
    metrics.gauge('staylock_lock_circuit_open', 'Whether Redis is not even asked for locks: 1 or 0', [], (gauge) =>
      gauge.set(breaker.state === CircuitState.Closed ? 0 : 1),
    );
  }

  count(purpose: (typeof PURPOSES)[number], outcome: (typeof OUTCOMES)[number]): void {
    this.locks.inc({ purpose, outcome });
  }

  /** Call what it returns when the wait is over. */
  startWait(): () => void {
    return this.waits.startTimer();
  }
}
