import { percentile } from '../replay/latencies.js';

export interface Line {
  operation: string;
  requests: number;
  byStatus: Map<number, number>;
  passed: number;
  ms: number[];
}

export interface Failure {
  operation: string;
  complaint: string;
  request: string;
}

/** A few examples of a fault tell as much as thousands. */
const KEPT_OF_A_KIND = 2;

/** What was asked and what came of it. */
export class Tally {
  readonly lines = new Map<string, Line>();
  readonly codes = new Map<string, number>();
  readonly failures: Failure[] = [];
  readonly rawShapes = new Map<string, Map<string, number>>();
  failureCount = 0;
  settled = 0;
  /** Answers of a machine that had too much to do; the requests were sent again. */
  busy = 0;

  add(operation: string, status: number, code: string, passed: boolean, ms: number): void {
    const line: Line = this.lines.get(operation) ?? { operation, requests: 0, byStatus: new Map(), passed: 0, ms: [] };
    this.lines.set(operation, line);
    line.requests++;
    line.passed += passed ? 1 : 0;
    line.ms.push(ms);
    count(line.byStatus, status);
    count(this.codes, code);
    this.settled++;
  }

  addRaw(shape: string, statuses: number[], ms: number): void {
    const outcomes = this.rawShapes.get(shape) ?? new Map<string, number>();
    this.rawShapes.set(shape, outcomes);
    count(outcomes, statuses.length === 0 ? 'no answer' : statuses.join('+'));
    this.add('raw HTTP', statuses[0] ?? 0, 'raw HTTP', false, ms);
  }

  fail(failure: Failure): void {
    this.failureCount++;
    const alike = ({ operation, complaint }: Failure) =>
      `${operation} ${complaint.replace(/\d|"requestId.*/g, '').slice(0, 80)}`;
    const known = this.failures.filter((other) => alike(other) === alike(failure));
    if (known.length < KEPT_OF_A_KIND) this.failures.push(failure);
  }

  get passedShare(): number {
    const passed = [...this.lines.values()].reduce((sum, line) => sum + line.passed, 0);
    return passed / Math.max(1, this.settled);
  }

  /** Milliseconds of all requests but raw ones, whose end is a silence. */
  latency(p: number): number {
    const all = [...this.lines.values()].filter(({ operation }) => operation !== 'raw HTTP').flatMap(({ ms }) => ms);
    return percentile(Float64Array.from(all).sort(), p);
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
