import { setTimeout as sleep } from 'node:timers/promises';
import type * as mariadb from 'mariadb';
import { GuardedPool } from './guarded-pool.js';
import { isConnectionFailure, isRetryable, isWorthAnotherTry } from './sql-error.js';

/** One transaction under way. Every write of a repository takes it as its first argument. */
export interface Transaction extends Reader {
  /** Rows *matched*, also where nothing changed: put every "did I change it" test into the WHERE. */
  execute(sql: string, params?: readonly unknown[]): Promise<{ matched: number; insertId: number }>;
}

/** Something that can be asked: the database itself, or a transaction. */
export interface Reader {
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** Sees transactions from outside: for metrics and traces. */
export interface DatabaseObserver {
  /** Runs a transaction with all its tries. */
  transaction<T>(run: () => Promise<T>): Promise<T>;
  /** The transaction, or the single statement, is about to be run again because of `error`. */
  retried(error: unknown): void;
}

export interface DatabaseOptions {
  /** mysql:// URL. */
  url: string;
  connections: number;
  /** How long one statement may take, in ms. */
  answerWithinMs?: number;
  observer?: DatabaseObserver;
}

/**
 * Longer than any statement of ours on a crowded machine. A database that is away is noticed sooner by its watch; this
 * is for a single connection whose line has died.
 */
const ANSWER_WITHIN_MS = 10_000;

/** How often a statement, or a transaction as a whole, is run again after a deadlock, a lock timeout or a lost connection. */
const RETRIES = 3;
/** No try begins later than this: whoever waits would rather be told. Deadlocks are over in milliseconds. */
const RETRY_WITHIN_MS = 800;

/** DATE stays a string: a calendar date must never become an instant. */
const ROWS: Omit<mariadb.QueryOptions, 'sql'> = {
  bigIntAsNumber: true,
  decimalAsNumber: true,
  insertIdAsNumber: true,
  typeCast: (field, next) => (field.type === 'DATE' ? field.string() : next()),
};

/**
 * One app's database: a pool of connections at READ COMMITTED and UTC, shared by the typed SQL of the hot path and by
 * Prisma (which takes `pool`). While the database is away everything fails at once with `DatabaseAway`.
 */
export class Database implements Reader {
  readonly pool: GuardedPool;

  private readonly observer: DatabaseObserver | undefined;

  constructor({ url, connections, answerWithinMs = ANSWER_WITHIN_MS, observer }: DatabaseOptions) {
    this.observer = observer;
    this.pool = new GuardedPool({ url, connections, answerWithinMs });
  }

  /** One statement by itself: a victim of a deadlock has done nothing and is run again. */
  query<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.untilDone(() => this.pool.query<Row[]>({ ...ROWS, sql }, [...params]), isRetryable);
  }

  /** As `query`, for what only reads: it is asked again after a lost connection as well. */
  read<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.untilDone(() => this.pool.query<Row[]>({ ...ROWS, sql }, [...params]), isWorthAnotherTry);
  }

  /**
   * Runs `work` in one transaction and commits. A deadlock, a lock timeout or a lost connection runs the whole again,
   * even when the outcome of the COMMIT is unknown: `work` must be safe to repeat, by its keys and conditions. Work that
   * is not says so by `unknownCommit: 'throw'` and fails then, as a database that is away. Work that knows better than
   * to run whole again where others keep its rows says `contention: 'throw'`. Never make a network call to another
   * service inside.
   */
  transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    options: { unknownCommit?: 'repeat' | 'throw'; contention?: 'repeat' | 'throw' } = {},
  ): Promise<T> {
    const progress = { committing: false };
    const isUnknown = (error: unknown) => progress.committing && isConnectionFailure(error);
    const run = () =>
      this.untilDone(
        () => this.attempt(work, progress),
        (error) =>
          isWorthAnotherTry(error) &&
          !(options.unknownCommit === 'throw' && isUnknown(error)) &&
          !(options.contention === 'throw' && isRetryable(error)),
      );
    return this.observer ? this.observer.transaction(run) : run();
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async untilDone<T>(run: () => Promise<T>, isWorthIt: (error: unknown) => boolean): Promise<T> {
    const begunAt = performance.now();
    for (let attempt = 0; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        const late = performance.now() - begunAt > RETRY_WITHIN_MS;
        if (attempt >= RETRIES || late || !isWorthIt(error)) throw error;
        this.observer?.retried(error);
        // Full jitter: contenders that met once should not meet again.
        await sleep(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  private async attempt<T>(work: (tx: Transaction) => Promise<T>, progress: { committing: boolean }): Promise<T> {
    progress.committing = false;
    const connection = await this.pool.getConnection();
    const run = <R>(sql: string, params: readonly unknown[]) => connection.query<R>({ ...ROWS, sql }, [...params]);
    try {
      await connection.begin();
      const result = await work({
        query: <Row>(sql: string, params: readonly unknown[] = []) => run<Row[]>(sql, params),
        execute: async (sql, params = []) => {
          const { affectedRows, insertId } = await run<mariadb.UpsertResult>(sql, params);
          return { matched: affectedRows, insertId: Number(insertId) };
        },
      });
      progress.committing = true;
      await connection.commit();
      return result;
    } catch (error) {
      await connection.rollback();
      throw error;
    } finally {
      await connection.release();
    }
  }
}
