import type { ClientAnswer } from './client-answer.js';

/** Something that must not happen, whatever breaks. */
export interface Finding {
  what: string;
  requestId?: string;
}

export interface Injection {
  startedAt: number;
  endedAt: number;
}

/** An answer later than this is told of. */
const SLOW_MS = 2_000;
const FINDINGS_KEPT = 200;
/** So long without a failure counts as well again. */
const CALM_MS = 1_000;
const STEP_MS = 50;

/** What clients saw during one window. Times are of `performance.now()`. */
export class Observation {
  requests = 0;
  slowest = 0;
  /** Answers later than 2 s, by what was asked and what came. */
  readonly slow = new Map<string, number>();
  /** Answers of 5xx and connections that broke, by code. */
  readonly errors = new Map<string, number>();
  /** Refusals (4xx) by code, which are no errors. */
  readonly refusals = new Map<string, number>();
  readonly findings: Finding[] = [];
  readonly injections: Injection[] = [];
  private readonly failedAt: number[] = [];
  private readonly answeredAt: number[] = [];
  private lastAt = 0;
  private lastWriteAt = performance.now();
  private outage = 0;
  private isOver = false;

  add(asked: string, answer: ClientAnswer, isWrite: boolean): void {
    const now = performance.now();
    this.requests++;
    this.lastAt = now;
    this.slowest = Math.max(this.slowest, answer.ms);
    if (answer.ms > SLOW_MS) count(this.slow, `${asked}: ${answer.name}`);
    if (answer.failed) {
      count(this.errors, answer.name);
      this.failedAt.push(now);
    } else {
      if (answer.status >= 400) count(this.refusals, answer.name);
      this.answeredAt.push(now);
    }
    if (isWrite && !answer.failed && !this.isOver) this.noteWrite(now);
    if (answer.finding) this.find({ what: answer.finding, requestId: answer.requestId });
  }

  find(finding: Finding): void {
    if (this.findings.length < FINDINGS_KEPT) this.findings.push(finding);
  }

  /** Called when clients stop trying: a silence up to here counts, none after. */
  close(): void {
    this.noteWrite(performance.now());
    this.isOver = true;
  }

  /** The longest time in which no write was answered, though clients kept trying. */
  get longestOutageMs(): number {
    return this.outage;
  }

  /**
   * From the end of a fault, at worst, to the first second in which something was answered and nothing failed. Of faults
   * that overlap the last end counts.
   */
  get recoveryMs(): number {
    return Math.max(0, ...this.injections.map(({ endedAt }) => this.recoveryAfter(endedAt)));
  }

  private recoveryAfter(endedAt: number): number {
    const isAnotherOn = this.injections.some((other) => other.startedAt < endedAt && other.endedAt > endedAt);
    if (isAnotherOn) return 0;
    const next = this.injections.map(({ startedAt }) => startedAt).filter((startedAt) => startedAt >= endedAt);
    const until = Math.min(...next, this.lastAt);
    for (let from = endedAt; from < until; from += STEP_MS) {
      const isCalm = !hasAny(this.failedAt, from, from + CALM_MS);
      if (isCalm && hasAny(this.answeredAt, from, from + CALM_MS)) return from - endedAt;
    }
    return Math.max(0, until - endedAt);
  }

  private noteWrite(now: number): void {
    this.outage = Math.max(this.outage, now - this.lastWriteAt);
    this.lastWriteAt = now;
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function hasAny(times: readonly number[], from: number, to: number): boolean {
  return times.some((at) => at >= from && at < to);
}
