import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolder } from '../../tools/services/data-folder.js';
import type { Line } from '../support/line.js';
import { until } from '../support/until.js';
import { ReplicaLog } from './replica-log.js';

export type AppName = 'booking' | 'hotel-inventory' | 'notification';

/** The ways out of a replica, each of which can fail on its own. */
export interface Lines {
  database?: Line;
  redis?: Line;
  inventory?: Line;
}

export interface ReplicaOptions {
  app: AppName;
  /** `booking-1`. */
  name: string;
  port: number;
  env: Record<string, string>;
  lines: Lines;
  /** The file that is run, from the repository's root. */
  entry: string;
  /** Whether `shiftClock` is wanted. */
  clock: boolean;
  /** Where its process id is kept, so that it never outlives this process. */
  folder: string;
  /** Where its log is written, to a file of its name, instead of being read here. */
  logFolder?: string;
}

const READY_WITHIN_MS = 40_000;
const CLOCK = 'dist/test/cluster/shifted-clock.js';

/** One process of an app, behind an address that stays its own when it ends and starts again. */
export class Replica {
  readonly log = new ReplicaLog();
  readonly url: string;
  private child: ChildProcess | undefined;
  private isEndWanted = false;
  private readonly ownEnds: string[] = [];
  private entry: string;

  constructor(private readonly options: ReplicaOptions) {
    this.url = `http://127.0.0.1:${options.port}`;
    this.entry = options.entry;
  }

  get name(): string {
    return this.options.name;
  }

  get app(): AppName {
    return this.options.app;
  }

  get lines(): Lines {
    return this.options.lines;
  }

  get pid(): number | undefined {
    return this.isRunning ? this.child?.pid : undefined;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Starts the process unless it runs; `ready` tells when it can do its work. */
  launch(changes: { entry?: string; env?: Record<string, string> } = {}): void {
    if (this.isRunning) return;
    this.entry = changes.entry ?? this.entry;
    const { name, port, env, clock, folder, logFolder } = this.options;
    const logFile = logFolder === undefined ? undefined : openSync(join(makeFolder(logFolder), `${name}.log`), 'a');
    const preload = clock ? ['--import', pathToFileURL(resolve(CLOCK)).href] : [];
    const child = spawn(process.execPath, ['--max-semi-space-size=32', ...preload, this.entry], {
      env: { PATH: process.env['PATH'], ...env, ...changes.env, PORT: String(port), HOST: '127.0.0.1' },
      // In a group of its own: Ctrl-C must not reach it before those who use it.
      detached: true,
      stdio: ['ignore', logFile ?? 'pipe', 'pipe', ...(clock ? (['ipc'] as const) : [])],
    });
    if (logFile !== undefined) closeSync(logFile);
    this.child = child;
    this.isEndWanted = false;
    child.once('exit', (code, signal) => {
      if (!this.isEndWanted)
        this.ownEnds.push(`${name} ended by itself (${signal ?? `code ${code}`}): ${this.log.tail(5)}`);
    });
    if (child.stdout) this.log.read(child.stdout);
    if (child.stderr) this.log.read(child.stderr);
    if (child.pid !== undefined) writeFileSync(join(makeFolder(join(folder, name)), 'test.pid'), String(child.pid));
  }

  /** Waits until it says that it can do its work; fails with what it says instead. */
  async ready(): Promise<void> {
    const { child } = this;
    let said = 'nothing';
    const look = async () => {
      if (child !== this.child || !this.isRunning) throw new Error(`${this.name} ended:\n${this.log.tail()}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      said = (await answer?.text()) ?? 'nothing';
      return answer?.ok;
    };
    try {
      await until(`${this.name} is ready`, look, READY_WITHIN_MS);
    } catch (error) {
      throw new Error(`${String(error)}; it said ${said}\n${this.log.tail()}`, { cause: error });
    }
  }

  async start(changes: { entry?: string; env?: Record<string, string> } = {}): Promise<void> {
    this.launch(changes);
    await this.ready();
  }

  /** SIGKILL. */
  kill(): Promise<number | null> {
    return this.end('SIGKILL');
  }

  /** SIGTERM, as an operator does; answers with the exit code, null when it was killed. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Freezes it: its connections stay open, and it answers nothing. */
  pause(): void {
    if (this.isRunning) this.child?.kill('SIGSTOP');
  }

  resume(): void {
    if (this.isRunning) this.child?.kill('SIGCONT');
  }

  /** Its ends since the last question that nobody asked for. */
  takeOwnEnds(): string[] {
    return this.ownEnds.splice(0);
  }

  /** Moves this process's clock to so many ms off the true one; needs `clock`. */
  shiftClock(ms: number): void {
    if (this.isRunning && this.child?.connected) this.child.send({ shiftClockMs: ms });
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null) {
      this.isEndWanted = true;
      child.kill(signal);
      await once(child, 'exit');
    }
    return child.exitCode;
  }
}
