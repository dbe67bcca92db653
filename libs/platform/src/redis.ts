import { Redis } from 'ioredis';

/**
 * Connection settings for callers that would rather go on without Redis than wait: a command fails at once while the
 * connection is down, and after `commandTimeoutMs` when the server does not answer. `together`: commands of one turn of
 * the event loop go out in one piece, which spares Redis much of its work where every request has one.
 */
export function impatientRedis(url: string, commandTimeoutMs: number, { together = false } = {}): Redis {
  return quiet(
    new Redis(url, {
      enableAutoPipelining: together,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: commandTimeoutMs,
      connectTimeout: 1_000,
      retryStrategy,
    }),
  );
}

/** Connection settings for BullMQ producers: what cannot be enqueued now fails now, and is not sent late. */
export function producerRedisOptions(url: string) {
  return { url, enableOfflineQueue: false, retryStrategy };
}

/** Connection settings for BullMQ workers and queue events, which block on Redis and wait for it to come back. */
export function patientRedisOptions(url: string) {
  return { url, maxRetriesPerRequest: null, retryStrategy };
}

/** Comes back within half a second of Redis. */
function retryStrategy(attempt: number): number {
  return Math.min(50 * attempt, 500);
}

/** A connection without a listener for errors would end the process; its users see their commands fail. */
function quiet(redis: Redis): Redis {
  redis.on('error', () => undefined);
  return redis;
}
