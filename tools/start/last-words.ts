import { readFileSync } from 'node:fs';

/** pino's levels from `error` on. */
const ERROR = 50;
const LINES = 20;

interface LogLine {
  level: number;
  msg?: string;
  err?: { message?: string; stack?: string };
}

/**
 * Why a process ended, from its log: its last errors, and what it wrote that is no log line, such as a crash of Node
 * itself. Without any, the end of the log as it is.
 */
export function lastWords(log: string): string {
  const lines = read(log);
  if (lines.length === 0) return `It wrote nothing to ${log}.`;
  const errors = lines.flatMap(errorIn);
  const told = errors.length > 0 ? errors : lines;
  return [...told.slice(-LINES).map((line) => `  ${line}`), `(from ${log})`].join('\n');
}

function read(log: string): string[] {
  try {
    return readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
  } catch {
    return [];
  }
}

/** As people read it; nothing when the line is about something else. */
function errorIn(line: string): string[] {
  const parsed = parse(line);
  if (!parsed) return [line];
  if (parsed.level < ERROR) return [];
  const { msg, err } = parsed;
  return [msg ?? '', ...(err?.stack ?? err?.message ?? '').split('\n')].filter((part) => part !== '');
}

function parse(line: string): LogLine | undefined {
  try {
    const parsed = JSON.parse(line) as Partial<LogLine> | null;
    return typeof parsed?.level === 'number' ? (parsed as LogLine) : undefined;
  } catch {
    return undefined;
  }
}
