import type { RunFigures } from '../load/figures.js';
import type { Offering } from '../load/plan.js';
import { Worker } from '../worker/worker.js';

export interface FloorPlan {
  clients: number;
  seconds: number;
  /** Two databases with Staylock's own tables, which nobody else uses. */
  bookingUrl: string;
  inventoryUrl: string;
  offering: Offering;
}

export interface FloorOrder {
  do: 'prepare' | 'run';
  plan: FloorPlan;
}

/** The bare SQL of a booking on the driver alone: what Staylock is compared with. */
export class Floor {
  private readonly worker = new Worker<FloorOrder>('dist/bench/floor/floor-process.js');

  get pid(): number {
    return this.worker.pid;
  }

  /** Opens the connections, so that this is not measured. */
  async prepare(plan: FloorPlan): Promise<void> {
    await this.worker.ask({ do: 'prepare', plan });
  }

  run(plan: FloorPlan): Promise<RunFigures> {
    return this.worker.ask<RunFigures>({ do: 'run', plan });
  }

  stop(): Promise<void> {
    return this.worker.stop();
  }
}
