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
  private readonly lines = new Map<string, { tail: Promise<void>; inside: number }>();

  enter(key: string): Place {
    const line = this.lines.get(key) ?? { tail: Promise.resolve(), inside: 0 };
    this.lines.set(key, line);
    const turn = line.tail;
    let letNextIn!: () => void;
    const left = new Promise<void>((resolve) => (letNextIn = resolve));
    // Whoever leaves before their turn must not let the next one in beside the one who still works.
    line.tail = turn.then(() => left);
    line.inside++;
    let inside = true;
    const leave = () => {
      if (!inside) return;
      inside = false;
      letNextIn();
      // At once: whoever comes right after the last one must not find the key busy.
      if (--line.inside === 0) this.lines.delete(key);
    };
    return { turn, leave };
  }

  isBusy(key: string): boolean {
    return this.lines.has(key);
  }
}
