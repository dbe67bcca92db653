import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A line of an app's log that says that something went wrong. */
export interface LogLine {
  level: number;
  msg?: string;
  requestId?: string;
  [field: string]: unknown;
}

const ERROR = 50;
/** Bounds memory over hours; what matters is looked at within a minute. */
const KEPT = 2_000;

/** What a replica wrote, over all its lives: the last lines as text, and its errors to be looked up. */
export class ReplicaLog {
  readonly errors: LogLine[] = [];
  private readonly lines: string[] = [];

  read(stream: Readable): void {
    createInterface({ input: stream }).on('line', (line) => this.add(line));
  }

  /** The last lines. */
  tail(lines = 15): string {
    return this.lines.slice(-lines).join('\n');
  }

  private add(line: string): void {
    keep(this.lines, line);
    const parsed = parse(line);
    // What is no log line is a crash, or a library that writes past the log.
    if (!parsed || parsed.level >= ERROR) keep(this.errors, parsed ?? { level: ERROR, msg: line });
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > KEPT) list.splice(0, KEPT / 2);
}

function parse(line: string): LogLine | undefined {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
}
