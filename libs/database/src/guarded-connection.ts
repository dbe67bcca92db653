import type * as mariadb from 'mariadb';

/** What a connection needs of the pool that it is of. */
export interface Guard {
  /** Sees to it that what is waited for ends; `giveUp` is called when it ends without its answer. */
  statement<T>(answer: Promise<T>, giveUp: () => void): Promise<T>;
  /** Gives a connection up; the server rolls back. */
  destroy(raw: mariadb.PoolConnection): void;
}

/** A connection of which every statement ends: by its answer, its time limit, or the outage that begins. */
export class GuardedConnection {
  constructor(
    private readonly raw: mariadb.PoolConnection,
    private readonly guard: Guard,
  ) {}

  query<T>(statement: string | mariadb.QueryOptions, values?: unknown): Promise<T> {
    return this.guarded(this.raw.query<T>(statement, values));
  }

  execute<T>(statement: string | mariadb.QueryOptions, values?: unknown): Promise<T> {
    return this.guarded(this.raw.execute<T>(statement, values));
  }

  begin(): Promise<void> {
    return this.guarded(this.raw.beginTransaction());
  }

  commit(): Promise<void> {
    return this.guarded(this.raw.commit());
  }

  /** Never fails: a connection that cannot roll back is given up, and the server rolls back. */
  async rollback(): Promise<void> {
    if (this.raw.isValid()) await this.guarded(this.raw.rollback()).catch(() => this.guard.destroy(this.raw));
  }

  /** Nobody waits for it: a connection that was given up comes back late or never. */
  async release(): Promise<void> {
    void Promise.resolve(this.raw.release()).catch(() => undefined);
    return Promise.resolve();
  }

  on(event: 'error', listener: (error: mariadb.SqlError) => void): this {
    this.raw.on(event, listener);
    return this;
  }

  off(event: 'error', listener: (error: mariadb.SqlError) => void): this {
    this.raw.off(event, listener);
    return this;
  }

  private guarded<T>(answer: Promise<T>): Promise<T> {
    return this.guard.statement(answer, () => this.guard.destroy(this.raw));
  }
}
