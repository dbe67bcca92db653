import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.js';

/** Longer than a lock of 5 s lives: who had it comes back to find it somebody else's. */
const PAUSE_MS = 6_000;

export const REDIS_FAULTS: Fault[] = [
  {
    name: 'redis-stopped',
    title: 'Redis stopped',
    parts: ['redis'],
    mayDoubleMails: true,
    async inject({ cluster: { redis }, random }) {
      await (random.chance(0.5) ? redis.stop() : redis.kill());
      await sleep(random.int(1_000, 3_000));
      await redis.start();
      return 1;
    },
  },
  {
    name: 'redis-empty',
    title: 'Redis restarted empty',
    parts: ['redis'],
    mayDoubleMails: true,
    async inject({ cluster: { redis } }) {
      await redis.kill();
      rmSync(join(redis.folder, 'appendonlydir'), { recursive: true });
      await redis.start();
      return 1;
    },
  },
  {
    name: 'redis-paused',
    title: 'Redis paused for 6 s',
    parts: ['redis'],
    mayDoubleMails: true,
    async inject({ cluster: { redis } }) {
      redis.pause();
      await sleep(PAUSE_MS);
      redis.resume();
      return 1;
    },
  },
];
