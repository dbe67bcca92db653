import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../cluster/cluster.js';
import type { Line } from '../../support/line.js';
import type { Fault } from './fault.js';
import { Saboteur } from './saboteur.js';

/** What a proxy takes to notice that a server hangs. */
const HANGS_MS = { least: 1_000, most: 3_000 };
const READ_ONLY_MS = 5_000;

const linesToDatabases = ({ replicas }: Cluster): Line[] =>
  replicas.flatMap(({ lines }) => (lines.database ? [lines.database] : []));

export const FAILOVER_FAULTS: Fault[] = [
  {
    name: 'mariadb-replaced',
    title: 'MariaDB hangs, a new one has its address',
    parts: ['mariadb'],
    async inject({ cluster, random }) {
      const { mariadb } = cluster;
      mariadb.pause();
      await sleep(random.int(HANGS_MS.least, HANGS_MS.most));
      // From here on the apps' connections lead nowhere, and nobody tells them.
      for (const line of linesToDatabases(cluster)) line.abandonAll();
      await mariadb.kill();
      // On the same files, so that it has what was committed; its threads are numbered from the beginning.
      await mariadb.start();
      return 1;
    },
  },
  {
    name: 'mariadb-read-only',
    title: 'MariaDB read-only for 5 s',
    parts: ['mariadb'],
    async inject({ cluster: { mariadb } }) {
      const saboteur = await Saboteur.at(mariadb.url);
      try {
        await saboteur.makeReadOnly(true);
        await sleep(READ_ONLY_MS);
      } finally {
        await saboteur.makeReadOnly(false);
        await saboteur.leave();
      }
      return 1;
    },
  },
];
