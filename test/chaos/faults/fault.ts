import type { Cluster } from '../../cluster/cluster.js';
import type { Random } from '../random.js';
import type { Traffic } from '../traffic.js';

export interface Trial {
  cluster: Cluster;
  traffic: Traffic;
  random: Random;
}

/** What a fault bends: two faults that bend the same are never there at once. */
export type Part =
  'booking' | 'hotel-inventory' | 'notification' | 'redis' | 'mariadb' | 'rooms-line' | 'smtp' | 'clocks';

/** Something that breaks, with an end. */
export interface Fault {
  /** As one asks for it. */
  name: string;
  /** As the table tells it. */
  title: string;
  parts: Part[];
  /** Whether SMTP, the process or Redis may fail between DATA and the recorded outcome: then a mail may come twice. */
  mayDoubleMails?: true;
  /** Why it cannot be done here. */
  impossible?(cluster: Cluster): string | undefined;
  /** Breaks something and mends it before it resolves; answers how often it struck. */
  inject(trial: Trial): Promise<number>;
}
