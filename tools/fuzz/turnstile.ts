/** Lets everybody through, except while one asks to be alone: then the others wait, and come again afterwards. */
export class Turnstile {
  private inside = 0;
  private alone: Promise<unknown> = Promise.resolve();
  private leaving = new Set<() => void>();

  async together<T>(work: () => Promise<T>): Promise<T> {
    await this.alone;
    this.inside++;
    try {
      return await work();
    } finally {
      this.inside--;
      for (const left of this.leaving) left();
    }
  }

  /** Waits until those inside are through. Not to be called from inside. */
  async byItself<T>(work: () => Promise<T>): Promise<T> {
    const before = this.alone;
    const mine = before.then(() => this.empty()).then(work);
    this.alone = mine.catch(() => undefined);
    return mine;
  }

  private empty(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.inside > 0) return;
        this.leaving.delete(look);
        resolve();
      };
      this.leaving.add(look);
      look();
    });
  }
}
