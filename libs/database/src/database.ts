import { setTimeout as sleep } from 'node:timers/promises';
import * as mariadb from 'mariadb';
import { DatabaseSilent, isConnectionFailure, isRetryable } from './sql-error.js';

/** One transaction under way. Every write of a repository takes it as its first argument. */
export interface Transaction extends Reader {
  /** Rows *matched*, also where nothing changed: put every "did I change it" test into the WHERE. */
  execute(sql: string, params?: readonly unknown[]): Promise<{ matched: number; insertId: number }>;
}

/** Something that can be asked: the database itself, or a transaction. */
export interface Reader {
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

export interface DatabaseOptions {
  /** mysql:// URL. */
  url: string;
  connections: number;
  /** How long one statement may take, in ms. */
  answerWithinMs?: number;
}

/** Twice the longest wait for a row lock. */
const ANSWER_WITHIN_MS = 10_000;

/** How often a transaction is run again as a whole after a deadlock, a lock timeout or a lost connection. */
const RETRIES = 3;

/** DATE stays a string: a calendar date must never become an instant. */
const ROWS: Omit<mariadb.QueryOptions, 'sql'> = {
  bigIntAsNumber: true,
  decimalAsNumber: true,
  insertIdAsNumber: true,
  typeCast: (field, next) => (field.type === 'DATE' ? field.string() : next()),
};

/**
 * One app's database: a pool of connections at READ COMMITTED and UTC, shared by the typed SQL of the hot path and by
 * Prisma (which takes `pool`).
 */
export class Database implements Reader {
  readonly pool: mariadb.Pool;
  private readonly answerWithinMs: number;

  constructor(options: DatabaseOptions) {
    this.pool = mariadb.createPool(poolConfig(options));
    this.answerWithinMs = options.answerWithinMs ?? ANSWER_WITHIN_MS;
  }

  async query<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    const connection = await this.pool.getConnection();
    try {
      return await this.answered(connection, connection.query<Row[]>({ ...ROWS, sql }, [...params]));
    } finally {
      giveBack(connection);
    }
  }

  /**
   * Runs `work` in one transaction and commits. A deadlock, a lock timeout or a lost connection runs the whole again,
   * even when the outcome of the COMMIT is unknown: `work` must be safe to repeat, by its keys and conditions. Work that
   * is not says so by `unknownCommit: 'throw'` and fails then, as a database that is away. Never make a network call to
   * another service inside.
   */
  async transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    options: { unknownCommit: 'repeat' | 'throw' } = { unknownCommit: 'repeat' },
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const progress = { committing: false };
      try {
        return await this.attempt(work, progress);
      } catch (error) {
        const unknown = progress.committing && isConnectionFailure(error);
        if (unknown && options.unknownCommit === 'throw') throw error;
        if (attempt >= RETRIES || !(isRetryable(error) || isConnectionFailure(error))) throw error;
        // Full jitter: contenders that met once should not meet again.
        await sleep(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async attempt<T>(work: (tx: Transaction) => Promise<T>, progress: { committing: boolean }): Promise<T> {
    const connection = await this.pool.getConnection();
    const run = <R>(sql: string, params: readonly unknown[]) =>
      this.answered(connection, connection.query<R>({ ...ROWS, sql }, [...params]));
    try {
      await this.answered(connection, connection.beginTransaction());
      const result = await work({
        query: <Row>(sql: string, params: readonly unknown[] = []) => run<Row[]>(sql, params),
        execute: async (sql, params = []) => {
          const { affectedRows, insertId } = await run<mariadb.UpsertResult>(sql, params);
          return { matched: affectedRows, insertId: Number(insertId) };
        },
      });
      progress.committing = true;
      await this.answered(connection, connection.commit());
      return result;
    } catch (error) {
      if (connection.isValid()) await connection.rollback().catch(() => connection.destroy());
      throw error;
    } finally {
      giveBack(connection);
    }
  }

  /** A line that has gone silent would be waited for without end; its connection is given up instead. */
  private async answered<T>(connection: mariadb.PoolConnection, answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        // Takes its time: the driver first tries to end the statement over another connection.
        connection.destroy();
        reject(new DatabaseSilent());
      }, this.answerWithinMs);
    });
    try {
      return await Promise.race([answer, silence]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Nobody waits for it: a connection that was given up comes back late or never. */
function giveBack(connection: mariadb.PoolConnection): void {
  void Promise.resolve(connection.release()).catch(() => undefined);
}

/** Reads a mysql:// URL into what the driver needs; exported for tools that connect as another user. */
export function connectionConfig(url: string): mariadb.ConnectionConfig {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const config: mariadb.ConnectionConfig = {
    host: hostname,
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    timezone: 'Z',
    // Parameters are personal data as often as not, and errors are logged.
    logParam: false,
    charset: 'utf8mb4',
    connectTimeout: 1_500,
  };
  if (searchParams.get('ssl') === 'true') config.ssl = true;
  // MySQL 8's passwords want TLS, or the server's key asked for: right only where nobody can stand in between.
  if (searchParams.get('allowPublicKeyRetrieval') === 'true') config.allowPublicKeyRetrieval = true;
  return config;
}

function poolConfig(options: DatabaseOptions): mariadb.PoolConfig {
  return {
    ...connectionConfig(options.url),
    connectionLimit: options.connections,
    // A request would rather be told 503 than wait for a database that is gone.
    acquireTimeout: 1_800,
    initSql: [
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      "SET SESSION time_zone = '+00:00', sql_mode = 'TRADITIONAL', innodb_lock_wait_timeout = 5",
    ],
  };
}
