import type { LoggerService } from '@nestjs/common';
import { pino, type Logger as Pino } from 'pino';
import { logContext } from './request-context.js';

/** Lines are written together, as each write costs; a process that is killed loses those of its last instant. */
const TOGETHER = { minLength: 4_096, periodicFlush: 100 };
/** What waits for a reader of the log that has stalled; more is left out rather than kept in memory. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;
/** What is wrong is told at once, with all that was said before. */
const AT_ONCE_FROM_LEVEL = 40;

/** Two logs into one stream: of the app, and of its requests, whose lines are made of known members only. */
export function createLogs(app: string, level: string): { log: Pino; requestLog: Pino } {
  const destination = pino.destination({ ...TOGETHER, maxLength: MOST_WAITING_BYTES, sync: false });
  const options = { level, base: { app }, timestamp: pino.stdTimeFunctions.isoTime };
  const log = pino(
    {
      ...options,
      mixin: logContext,
      // Defence in depth: nothing of ours logs these.
      redact: ['*.authorization', '*.email', '*.guestEmail', '*.password', 'headers.authorization'],
      hooks: {
        logMethod(line, write, ofLevel) {
          write.apply(this, line);
          if (ofLevel >= AT_ONCE_FROM_LEVEL) destination.flush();
        },
      },
    },
    destination,
  );
  return { log, requestLog: pino(options, destination) };
}

/** Nest's logger on pino: one JSON line per message, with the request id. */
export class NestPinoLogger implements LoggerService {
  constructor(private readonly pino: Pino) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    // Nest passes the logger's name last, and a stack before it for errors.
    const context = rest.at(-1);
    const fields: Record<string, unknown> = typeof context === 'string' ? { context } : {};
    if (rest.length > 1) fields['stack'] = rest[0];
    if (message instanceof Error) this.pino[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}
