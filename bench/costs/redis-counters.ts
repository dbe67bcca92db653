import type { Redis } from 'ioredis';

/** Since the server's start. */
export interface RedisCounters {
  /** Calls of every command, by its name, those inside of scripts as well. */
  calls: Record<string, number>;
  /** How often something was read from a connection: a pipeline, or a script with all its calls, is one. */
  reads: number;
}

export async function readRedis(redis: Redis): Promise<RedisCounters> {
  const [commands, stats] = await Promise.all([redis.info('commandstats'), redis.info('stats')]);
  const calls = [...commands.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)].map(
    ([, name = '', calls]) => [name, Number(calls)] as const,
  );
  return { calls: Object.fromEntries(calls), reads: Number(/^total_reads_processed:(\d+)/m.exec(stats)?.[1] ?? 0) };
}
