import { join } from 'node:path';
import { Redis } from 'ioredis';
import { makeFolder, writePrivately } from './data-folder.js';
import type { Server } from './server-process.js';

export interface RedisServerOptions {
  program: string;
  folder: string;
  port: number;
  password: string;
}

/** A Redis of our own that keeps what it was given: append-only file, nothing evicted, this machine only. */
export function redisServer({ program, folder, port, password }: RedisServerOptions): Server {
  const config = join(folder, 'redis.conf');
  const logFile = join(folder, 'server.log');
  return {
    name: 'Redis',
    program,
    args: [config],
    logFile,
    async prepare() {
      makeFolder(folder);
      // In a file, because everybody on the machine can see a process's arguments.
      const lines = [
        'bind 127.0.0.1',
        `port ${port}`,
        `requirepass ${password}`,
        // For the day when it follows another one.
        `masterauth ${password}`,
        `dir ${JSON.stringify(folder)}`,
        `logfile ${JSON.stringify(logFile)}`,
        'daemonize no',
        'appendonly yes',
        'appendfsync everysec',
        'save ""',
        'maxmemory-policy noeviction',
      ];
      writePrivately(config, `${lines.join('\n')}\n`);
    },
    probe: () => pingRedis(redisUrl(port, password)),
  };
}

export function redisUrl(port: number, password: string): string {
  return `redis://:${password}@127.0.0.1:${port}`;
}

/** Rejects when Redis cannot be used; a Redis that is still loading its data counts as such. */
export async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_500,
    retryStrategy: () => null,
    // A timer that runs even when there was no connection, and would hold the process for its usual 2 s.
    disconnectTimeout: 50,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
