import { circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RatePolicy, Standing } from './rate-limit-headers.js';

/** A Redis that is slow three times in a row is left alone for a second: then it costs nobody anything. */
const FAILURES_TO_OPEN = 3;
const OPEN_FOR_MS = 1_000;

/** Counts in Redis what each caller asks for; in this process's memory while Redis does not answer. */
export class Limiter {
  private readonly shared: RateLimiterRedis;
  private readonly own: RateLimiterMemory;
  private readonly breaker = circuitBreaker(
    // A caller who is over the limit is no failure of Redis.
    handleWhen((error) => !(error instanceof RateLimiterRes)),
    { halfOpenAfter: OPEN_FOR_MS, breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN) },
  );

  constructor(
    private readonly policy: RatePolicy,
    redis: Redis,
    keyPrefix: string,
  ) {
    const limit = { points: policy.requests, duration: policy.windowSeconds };
    this.own = new RateLimiterMemory(limit);
    this.shared = new RateLimiterRedis({
      ...limit,
      storeClient: redis,
      keyPrefix: `${keyPrefix}:${policy.name}`,
      // Whoever is over the limit is refused from memory: a flood does not reach Redis.
      inMemoryBlockOnConsumed: policy.requests + 1,
    });
  }

  /** Counts one request and says where its caller stands then. Never throws. */
  async count(caller: string): Promise<Standing> {
    try {
      return this.standing(await this.consume(caller), false);
    } catch (refusal) {
      return this.standing(refusal as RateLimiterRes, true);
    }
  }

  private async consume(caller: string): Promise<RateLimiterRes> {
    try {
      return await this.breaker.execute(() => this.shared.consume(caller));
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      return this.own.consume(caller);
    }
  }

  private standing({ remainingPoints, msBeforeNext }: RateLimiterRes, exceeded: boolean): Standing {
    const resetSeconds = Math.max(1, Math.ceil(msBeforeNext / 1_000));
    return { policy: this.policy, remaining: exceeded ? 0 : remainingPoints, resetSeconds, exceeded };
  }
}
