import { Redis } from 'ioredis';
import { patientRedisOptions } from '#platform';

/**
 * Redis often comes back within seconds, and a mail that has been sent but not recorded would be sent again: so wait,
 * but for less than the mail's lock leaves after the slowest delivery.
 */
const PATIENCE_MS = 10_000;

export function connectRedis(url: string): Redis {
  const redis = new Redis(url, { ...patientRedisOptions(url), commandTimeout: PATIENCE_MS });
  // Without a listener a lost connection would end the process; callers see their commands fail.
  redis.on('error', () => undefined);
  return redis;
}
