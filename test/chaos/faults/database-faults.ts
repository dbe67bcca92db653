import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { Saboteur } from './saboteur.js';

/** Much longer than the second that a statement of ours waits for a lock, so that some give up. */
const LOCKED_MS = 6_000;
const DEADLOCKS_MS = 5_000;
const DISK_FULL_MS = 6_000;

export const DATABASE_FAULTS: Fault[] = [
  {
    name: 'mariadb-killed',
    title: 'MariaDB killed, started again',
    parts: ['mariadb'],
    async inject({ cluster: { mariadb }, random }) {
      await mariadb.kill();
      await sleep(random.int(0, 2_000));
      await mariadb.start();
      return 1;
    },
  },
  {
    name: 'mariadb-connections-killed',
    title: 'connections killed by MariaDB',
    parts: ['mariadb'],
    async inject({ cluster: { mariadb } }) {
      const saboteur = await Saboteur.at(mariadb.url);
      const killed = await saboteur.killConnections();
      await saboteur.leave();
      return Math.min(killed, 1);
    },
  },
  {
    name: 'mariadb-lines-cut',
    title: 'lines to MariaDB cut',
    parts: ['mariadb'],
    async inject({ cluster, random }) {
      for (const replica of cluster.replicas) if (random.chance(0.7)) replica.lines.database?.cutAll();
      return 1;
    },
  },
  {
    name: 'deadlocks',
    title: 'deadlocks on nights',
    parts: ['mariadb'],
    async inject({ cluster, traffic, random }) {
      const saboteur = await Saboteur.at(cluster.mariadb.url);
      const until = Date.now() + DEADLOCKS_MS;
      const before = await saboteur.deadlocks();
      while (Date.now() < until)
        await saboteur.crossNights(cluster.databases.inventoryUrl, random.pick(traffic.categories));
      const met = (await saboteur.deadlocks()) - before;
      await saboteur.leave();
      return met;
    },
  },
  {
    name: 'lock-timeouts',
    title: 'rows locked for 6 s',
    parts: ['mariadb'],
    async inject({ cluster, traffic, random }) {
      const saboteur = await Saboteur.at(cluster.mariadb.url);
      const { bookingUrl, inventoryUrl } = cluster.databases;
      if (random.chance(0.5)) await saboteur.lockNights(inventoryUrl, random.pick(traffic.categories));
      else await saboteur.lockPendingBookings(bookingUrl);
      await sleep(LOCKED_MS);
      await saboteur.leave();
      return 1;
    },
  },
  {
    name: 'disk-full',
    title: 'disk full for MariaDB',
    parts: ['mariadb'],
    impossible: ({ disk }) => (disk ? undefined : 'no disk can be mounted here (it needs root)'),
    async inject({ cluster: { disk, mariadb }, traffic }) {
      traffic.longWishes = true;
      await disk?.fill();
      await sleep(DISK_FULL_MS);
      disk?.clear();
      traffic.longWishes = false;
      // A server may give up when its disk is full; then an operator starts it once there is room.
      await mariadb.start();
      return 1;
    },
  },
];
