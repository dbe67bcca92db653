import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../progress.js';
import type { Lifetime } from './lifetime.js';
import { Lost } from './lost.js';
import { isAlive, type ProcessIdentity } from './process-identity.js';
import { endOfLog, type Server, stopProcess, untilReady } from './server-process.js';

/** A server that ends again and again does so for a reason that starting it anew does not mend. */
const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 500;
/** A database writes what it has in memory before it ends. */
const STOP_GRACE_MS = 30_000;

/** Starts a server again when it ends by itself, on the same port and with the data it has. */
export class Keeper {
  private readonly restarts: number[] = [];
  private readonly stopping = new AbortController();
  private kept: Promise<void> = Promise.resolve();

  constructor(
    private readonly server: Server,
    private process: ProcessIdentity,
    private readonly startAnew: () => Promise<ProcessIdentity>,
  ) {}

  /** Watches from now on, until everything is to stop; `giveUp` is told why when the server cannot be kept. */
  keep({ signal, giveUp }: Pick<Lifetime, 'signal' | 'giveUp'>): void {
    const enough = AbortSignal.any([signal, this.stopping.signal]);
    this.kept = this.watch(enough).catch((reason: unknown) => {
      if (!enough.aborted) giveUp(reason as Error);
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.kept;
    say(`Stopping ${this.server.name}`);
    if ((await stopProcess(this.process, STOP_GRACE_MS)) === 'killed')
      say(`${this.server.name} did not stop and was killed.`);
  }

  private async watch(signal: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(LOOK_EVERY_MS, undefined, { signal });
      if (isAlive(this.process)) continue;
      this.countRestart();
      say(`${this.server.name} (process ${this.process.pid}) ended by itself: starting it again`);
      try {
        this.process = await this.startAnew();
        await untilReady(this.server, this.process, signal);
        say(`${this.server.name} runs again, as process ${this.process.pid}; its log: ${this.server.logFile}`);
      } catch (error) {
        signal.throwIfAborted();
        say(error instanceof Error ? error.message : String(error));
      }
    }
  }

  /** Throws when the server has been started again too often of late. */
  private countRestart(): void {
    const now = Date.now();
    this.restarts.push(now);
    const recent = this.restarts.filter((at) => at > now - WITHIN_MS).length;
    if (recent <= MOST_RESTARTS) return;
    const { name, logFile } = this.server;
    throw new Lost(
      `${name} ended ${recent} times within a minute and is not started again.`,
      `${endOfLog(logFile)}\n\nIs the disk full, is there too little memory, does something end it? ` +
        `Mend that and run "npm start" again. The data is kept, in ${dirname(logFile)}.`,
    );
  }
}
