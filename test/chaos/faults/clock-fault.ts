import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.js';

const JUMP_MS = 2_000;
const JUMPS = 5;

export const CLOCK_FAULT: Fault = {
  name: 'clocks-jump',
  title: 'clocks jump by ± 2 s',
  parts: ['clocks'],
  async inject({ cluster, random }) {
    for (let jump = 0; jump < JUMPS; jump++) {
      for (const replica of cluster.replicas) replica.shiftClock(random.int(-JUMP_MS, JUMP_MS));
      await sleep(random.int(300, 1_000));
    }
    for (const replica of cluster.replicas) replica.shiftClock(0);
    return JUMPS;
  },
};
