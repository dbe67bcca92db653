import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Reply } from './worker-side.js';

/** A process that does one thing at a time for this one, and ends with it. */
export class Worker<Order extends object> {
  private readonly child: ChildProcess;

  constructor(file: string) {
    // In a group of its own: Ctrl-C comes to it by way of this process.
    this.child = fork(file, { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async ask<Result>(order: Order): Promise<Result> {
    const over = new AbortController();
    const [replied, ended] = ['message', 'exit'].map((event) => once(this.child, event, { signal: over.signal }));
    // The one that does not come first is given up.
    for (const waiting of [replied, ended]) waiting?.catch(() => undefined);
    try {
      this.child.send(order);
      const [reply] = (await Promise.race([replied, ended?.then(() => [this.endedEarly()])])) as [Reply<Result>];
      if (reply.error !== undefined) throw new Error(reply.error);
      return reply.result as Result;
    } finally {
      over.abort();
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    if (this.child.connected) this.child.disconnect();
    await exit;
  }

  private endedEarly(): Reply<never> {
    return { error: `${this.child.spawnargs.at(-1)} ended in the middle of its work` };
  }
}
