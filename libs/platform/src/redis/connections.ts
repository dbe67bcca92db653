import { type CommonRedisOptions, Redis, type RedisOptions } from 'ioredis';
import { isNoPrimary, PrimaryConnector } from './primary.js';
import { redisAddress } from './redis-url.js';

/** A host that is gone answers nothing, also not that it is gone. */
const CONNECT_WITHIN_MS = 1_000;
/**
 * A server that is asked and says nothing for so long hangs, or its address has gone elsewhere without a word: the
 * connection is given up for a new one, which reaches whoever is the primary then.
 */
const SILENCE_MS = { impatient: 2_000, patient: 5_000 };
/** How long one command may block: well below the silence, so that a server with nothing to tell is not given up. */
const BLOCK_S = 2;

/**
 * A connection for callers that would rather go on without Redis than wait: a command fails at once while there is
 * none, and after `commandTimeoutMs` when the server does not answer. `together`: commands of one turn of the event loop
 * go out in one piece, which spares Redis much of its work where every request has one.
 */
export function impatientRedis(url: string, commandTimeoutMs: number, { together = false } = {}): Redis {
  return connect({
    ...addressed(url),
    ...REFUSED_IS_REFUSED,
    enableAutoPipelining: together,
    commandTimeout: commandTimeoutMs,
  });
}

/** A connection that waits for Redis to come back, for at most `commandTimeoutMs` a command. */
export function patientRedis(url: string, commandTimeoutMs: number): Redis {
  return connect({ ...patientRedisOptions(url), commandTimeout: commandTimeoutMs });
}

/** Connection settings for BullMQ producers: what cannot be enqueued now fails now, and is not sent late. */
export function producerRedisOptions(url: string) {
  // A queue that asks for the version, and gets no answer to that, stays broken.
  return { ...addressed(url), ...REFUSED_IS_REFUSED, skipVersionCheck: true };
}

/** Connection settings for BullMQ workers and queue events, which block on Redis and wait for it to come back. */
export function patientRedisOptions(url: string) {
  return {
    ...addressed(url),
    socketTimeout: SILENCE_MS.patient,
    maxRetriesPerRequest: null,
    // Sent again to the next one: what no primary was asked for has not been done.
    reconnectOnError: (error: Error) => (isNoPrimary(error) ? (2 as const) : false),
  };
}

/** For each worker: it looks up often enough to notice that nobody answers, and soon asks again. */
export const WORKER_PATIENCE = { drainDelay: BLOCK_S, runRetryDelay: 1_000 };

/** The same for queue events. */
export const LISTENER_PATIENCE = { blockingTimeout: BLOCK_S * 1_000 };

/** The caller goes on without Redis, or comes again; the connection is replaced all the same. */
const REFUSED_IS_REFUSED = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  socketTimeout: SILENCE_MS.impatient,
  reconnectOnError: isNoPrimary,
} satisfies RedisOptions;

function addressed(url: string) {
  const address = redisAddress(url);
  return {
    ...address,
    ...(address.sentinels ? {} : { Connector: PrimaryConnector }),
    connectTimeout: CONNECT_WITHIN_MS,
    sentinelCommandTimeout: CONNECT_WITHIN_MS,
    retryStrategy,
  };
}

/** Comes back within half a second of Redis. */
function retryStrategy(attempt: number): number {
  return Math.min(50 * attempt, 500);
}

function connect({ url, ...options }: ReturnType<typeof addressed> & Omit<CommonRedisOptions, 'replyMapping'>): Redis {
  const redis = url === undefined ? new Redis(options) : new Redis(url, options);
  // A connection without a listener for errors would end the process; its users see their commands fail.
  redis.on('error', () => undefined);
  return redis;
}
