import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PrivateServer } from '../../support/services.js';
import { follow, promote } from '../../support/redis-roles.js';
import type { Fault, Trial } from './fault.js';

/** Longer than a lock of 5 s lives: who had it comes back to find it somebody else's. */
const PAUSE_MS = 6_000;

/** Longer than an app takes a silent connection for alive (`SILENCE_MS`), so that those that keep one are seen. */
const HUNG_MS = 7_000;

/** The address of Redis goes to the spare one and back; connections that there are stay with the old primary. */
async function demote({ cluster: { redis, redisSpare, replicas }, random }: Trial, hangs: boolean): Promise<number> {
  if (!redisSpare) throw new Error('there is no second Redis');
  const leadTo = ({ url }: PrivateServer) => {
    for (const { lines } of replicas) lines.redis?.leadTo(url);
  };
  await follow(redisSpare, redis);
  if (hangs) redis.pause();
  await promote(redisSpare);
  leadTo(redisSpare);
  await sleep(hangs ? HUNG_MS : 0);
  if (hangs) redis.resume();
  await follow(redis, redisSpare);
  await sleep(random.int(1_500, 3_000));
  await promote(redis);
  leadTo(redis);
  await follow(redisSpare, redis);
  return 1;
}

const demotion = (name: string, title: string, hangs: boolean): Fault => ({
  name,
  title,
  parts: ['redis'],
  mayDoubleMails: true,
  impossible: ({ redisSpare }) => (redisSpare ? undefined : 'there is no second Redis'),
  inject: (trial) => demote(trial, hangs),
});

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
  demotion('redis-demoted', 'Redis demoted, and promoted again', false),
  demotion('redis-replaced', 'Redis hangs, another has its address', true),
];
