import { Batches } from './batches.js';

/** What got stuck once is likely to get stuck again, and costs others their time each time that it goes with them. */
const STAYS_APART_MS = 5_000;

interface Lane<Part, Result> {
  batches: Batches<Part, Result>;
  stuckAt: number;
}

/**
 * Batches in which what gets stuck is kept apart: once a part fails so that others would wait for it, all that is like
 * it goes by a lane of its own, until nothing has been stuck there for some seconds. Lanes do not wait for one another.
 */
export class Lanes<Part, Result> {
  private readonly main: Batches<Part, Result>;
  private readonly apart = new Map<string, Lane<Part, Result>>();

  /** `likeness` names what parts that get stuck have in common; `isStuck` is asked about how a part failed. */
  constructor(
    private readonly work: (parts: readonly Part[]) => Promise<readonly (Result | Error)[]>,
    private readonly most: number,
    private readonly likeness: (part: Part) => string,
    private readonly isStuck: (error: unknown) => boolean,
  ) {
    this.main = new Batches(work, most);
  }

  async add(part: Part): Promise<Result> {
    const name = this.likeness(part);
    const lane = this.apart.get(name);
    if (lane && performance.now() - lane.stuckAt > STAYS_APART_MS) this.apart.delete(name);
    try {
      return await (lane?.batches ?? this.main).add(part);
    } catch (error) {
      if (this.isStuck(error)) this.keepApart(name);
      throw error;
    }
  }

  private keepApart(name: string): void {
    const batches = this.apart.get(name)?.batches ?? new Batches(this.work, this.most);
    this.apart.set(name, { batches, stuckAt: performance.now() });
  }
}
