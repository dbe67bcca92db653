import { Worker } from '../worker/worker.js';
import type { RunFigures } from './figures.js';
import type { LoadPlan, LoadTarget } from './plan.js';

export type LoadOrder =
  { do: 'meet'; target: LoadTarget } | { do: 'prepare'; plan: LoadPlan } | { do: 'run'; plan: LoadPlan };

/** The clients, in a process of their own. */
export class Load {
  private constructor(private readonly worker: Worker<LoadOrder>) {}

  static async start(target: LoadTarget): Promise<Load> {
    const load = new Load(new Worker('dist/bench/load/load-process.js'));
    await load.worker.ask({ do: 'meet', target });
    return load;
  }

  get pid(): number {
    return this.worker.pid;
  }

  /** What comes before the run and is not measured. */
  async prepare(plan: LoadPlan): Promise<void> {
    await this.worker.ask({ do: 'prepare', plan });
  }

  /** Runs what was prepared. */
  run(plan: LoadPlan): Promise<RunFigures> {
    return this.worker.ask<RunFigures>({ do: 'run', plan });
  }

  stop(): Promise<void> {
    return this.worker.stop();
  }
}
