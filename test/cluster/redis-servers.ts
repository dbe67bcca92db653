import type { Shutdown } from '../../tools/services/shutdown.js';
import { follow } from '../support/redis-roles.js';
import { type Sentinels, startSentinels } from '../support/sentinels.js';
import { type PrivateServer, startPrivateRedis } from '../support/services.js';

/** `pair`: one that can take over. `sentinels`: also those that let it. */
export type RedisLayout = 'single' | 'pair' | 'sentinels';

export interface RedisServers {
  redis: PrivateServer;
  /** Has what `redis` has. */
  spare: PrivateServer | undefined;
  sentinels: Sentinels | undefined;
  /** Where the primary is found, whoever that is; of a pair, `redis`. */
  url: string;
}

export async function startRedisServers(layout: RedisLayout, shutdown: Shutdown): Promise<RedisServers> {
  const redis = await startPrivateRedis();
  shutdown.add(() => redis.remove());
  if (layout === 'single') return { redis, spare: undefined, sentinels: undefined, url: redis.url };
  const spare = await startPrivateRedis(redis);
  shutdown.add(() => spare.remove());
  await follow(spare, redis);
  if (layout === 'pair') return { redis, spare, sentinels: undefined, url: redis.url };
  const sentinels = await startSentinels(redis);
  shutdown.add(() => sentinels.remove());
  return { redis, spare, sentinels, url: sentinels.url };
}
