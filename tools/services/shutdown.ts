/** What was started and must be stopped, in the opposite order. */
export class Shutdown {
  private readonly steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  /** Goes through all steps even when one fails; gives the errors. */
  async run(): Promise<unknown[]> {
    const errors: unknown[] = [];
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      await step().catch((error: unknown) => errors.push(error));
    }
    return errors;
  }
}
