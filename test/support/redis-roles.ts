import { Redis } from 'ioredis';
import type { PrivateServer } from './services.js';
import { until } from './until.js';

/** Makes a Redis follow another one, and waits until it has all that the other has. */
export async function follow(follower: PrivateServer, primary: PrivateServer): Promise<void> {
  const { hostname, port } = new URL(primary.url);
  await asking(follower, (redis) => redis.replicaof(hostname, port));
  await caughtUp(follower);
}

/** Makes it a primary. */
export async function promote(server: PrivateServer): Promise<void> {
  await asking(server, (redis) => redis.replicaof('NO', 'ONE'));
}

/** Whether it takes what is written; no while it does not answer. */
export async function isPrimary(server: PrivateServer): Promise<boolean> {
  const role = await asking(server, (redis) => redis.role(), { commandTimeout: 1_000, maxRetriesPerRequest: 0 }).catch(
    () => [],
  );
  return role[0] === 'master';
}

/** Waits until a replica has heard from its primary just now. */
async function caughtUp(server: PrivateServer): Promise<void> {
  await asking(server, (redis) =>
    until('the replica has what its primary has', async () => {
      const info = await redis.info('replication');
      return info.includes('master_link_status:up') && info.includes('master_sync_in_progress:0');
    }),
  );
}

async function asking<T>(
  { url }: PrivateServer,
  ask: (redis: Redis) => Promise<T>,
  options: { commandTimeout?: number; maxRetriesPerRequest?: number } = {},
): Promise<T> {
  const redis = new Redis(url, options);
  redis.on('error', () => undefined);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}
