import { setTimeout as sleep } from 'node:timers/promises';
import type { Replica } from '../../cluster/replica.js';
import type { Fault, Trial } from './fault.js';
import { killAndRelaunch } from './kills.js';
import { Saboteur } from './saboteur.js';

/** Under load such a moment comes many times a second. */
const COMES_WITHIN_MS = 5_000;
/** What is promised: whoever vanished keeps rows from the others for no longer. */
const FREED_WITHIN_MS = 30_000;
/** INNODB_TRX knows seconds only, and the rows of others are kept for much less than this. */
const LEAST_FROZEN_MS = 3_000;

/** Freezes a replica when its statement has locked rows and the answer is on its way; answers whether there was one. */
async function freezeAt(replica: Replica, locks: RegExp): Promise<boolean> {
  const line = replica.lines.database;
  if (!line) throw new Error(`${replica.name} has no line to its database`);
  const frozen = new Promise<boolean>((resolve) => {
    line.onAnswer = (sent) => {
      if (!locks.test(sent.toString('latin1'))) return 'pass';
      line.onAnswer = () => 'pass';
      replica.pause();
      resolve(true);
      return 'pass';
    };
  });
  const isFrozen = await Promise.race([frozen, sleep(COMES_WITHIN_MS, false)]);
  line.onAnswer = () => 'pass';
  return isFrozen;
}

/** Throws when the rows are not free in time: the others would wait for them for ever. */
async function untilRowsAreFree({ cluster: { mariadb } }: Trial): Promise<void> {
  const saboteur = await Saboteur.at(mariadb.url);
  try {
    const frozenAt = await saboteur.now();
    await sleep(LEAST_FROZEN_MS);
    const giveUpAt = performance.now() + FREED_WITHIN_MS - LEAST_FROZEN_MS;
    while ((await saboteur.keepRowsSince(frozenAt)) > 0) {
      if (performance.now() > giveUpAt) throw new Error(`a frozen replica keeps its rows for over 30 s`);
      await sleep(250);
    }
  } finally {
    await saboteur.leave();
  }
}

const frozenIn = (app: 'booking' | 'hotel-inventory', locks: RegExp) => async (trial: Trial) => {
  const replica = trial.random.pick(trial.cluster.replicasOf(app));
  const goesOn = trial.random.chance(0.5);
  if (!(await freezeAt(replica, locks))) return 0;
  try {
    await untilRowsAreFree(trial);
  } finally {
    if (goesOn) replica.resume();
    else await killAndRelaunch(replica);
  }
  return 1;
};

export const FROZEN_REPLICAS: Fault[] = [
  {
    name: 'freeze-hotel-inventory',
    title: 'hotel-inventory frozen amid a transaction',
    parts: ['hotel-inventory', 'mariadb'],
    inject: frozenIn('hotel-inventory', /UPDATE JSON_TABLE.*CategoryNight/s),
  },
  {
    name: 'freeze-booking',
    title: 'booking frozen amid a transaction',
    parts: ['booking', 'mariadb'],
    inject: frozenIn('booking', /UPDATE Booking SET/),
  },
];
