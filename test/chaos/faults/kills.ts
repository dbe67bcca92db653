import { setTimeout as sleep } from 'node:timers/promises';
import type { AppName, Replica } from '../../cluster/replica.js';
import type { Fault } from './fault.js';

/** What an orchestrator takes to notice. */
const NOTICED_MS = 300;

/** SIGKILL, and the process is started again as an orchestrator does it; nobody waits for it to be ready. */
export async function killAndRelaunch(replica: Replica): Promise<void> {
  await replica.kill();
  await sleep(NOTICED_MS);
  replica.launch();
}

const killAtRandom = (app: AppName): Pick<Fault, 'inject'> => ({
  async inject({ cluster, random }) {
    await sleep(random.int(0, 1_000));
    await killAndRelaunch(random.pick(cluster.replicasOf(app)));
    return 1;
  },
});

export const KILLS: Fault[] = [
  { name: 'kill-booking', title: 'booking killed', parts: ['booking'], ...killAtRandom('booking') },
  {
    name: 'kill-hotel-inventory',
    title: 'hotel-inventory killed',
    parts: ['hotel-inventory'],
    ...killAtRandom('hotel-inventory'),
  },
  {
    name: 'kill-notification',
    title: 'notification killed',
    parts: ['notification'],
    mayDoubleMails: true,
    ...killAtRandom('notification'),
  },
];
