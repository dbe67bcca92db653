/** A place in the queue of one key: `turn` resolves when it is ours; `leave` lets the next one in, also before. */
export interface Place {
  turn: Promise<void>;
  leave(): void;
}

/**
 * Lets one caller per key through at a time, in order of arrival, inside this process. Sixty waiters of one key then
 * are one contender in Redis.
 */
export class LocalQueue {
  private readonly tails = new Map<string, Promise<void>>();

  enter(key: string): Place {
    const turn = this.tails.get(key) ?? Promise.resolve();
    let leave!: () => void;
    const left = new Promise<void>((resolve) => (leave = resolve));
    // Whoever leaves before their turn must not let the next one in beside the one who still works.
    const tail = turn.then(() => left);
    this.tails.set(key, tail);
    void tail.then(() => {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    });
    return { turn, leave };
  }

  isBusy(key: string): boolean {
    return this.tails.has(key);
  }
}
