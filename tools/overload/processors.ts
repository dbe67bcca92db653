import { processorMs } from '../../bench/costs/processor-time.js';
import type { Cluster } from '../../test/cluster/cluster.js';

/** Processor time in ms: of the app that is asked, and of those who ask. */
export interface Used {
  app: number;
  generator: number;
}

export class Processors {
  constructor(private readonly cluster: Cluster) {}

  /** What has been used up to now. */
  read(): Used {
    const { user, system } = process.cpuUsage();
    const pids = this.cluster.booking.flatMap(({ pid }) => pid ?? []);
    return {
      app: pids.reduce((sum, pid) => sum + processorMs(pid), 0),
      generator: (user + system) / 1_000,
    };
  }

  /** What is used while `work` goes on. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; used: Used }> {
    const before = this.read();
    const result = await work();
    const after = this.read();
    return { result, used: { app: after.app - before.app, generator: after.generator - before.generator } };
  }
}
