import { Logger } from '@nestjs/common';
import * as mariadb from 'mariadb';
import { OutageWatch, UnderWay } from '#outage';
import { sessionConfig } from './connection-config.js';
import { DatabaseProbe } from './database-probe.js';
import { DriverPool, type PoolOptions } from './driver-pool.js';
import { GuardedConnection } from './guarded-connection.js';
import {
  ConnectionBroken,
  ConnectionFailure,
  DatabaseAway,
  DatabaseReadOnly,
  DatabaseSilent,
  isConnectionFailure,
  isReadOnly,
} from './sql-error.js';

/**
 * A database that answers nothing on any connection, three probes long, is away: known after 1.5 s at most, so that also
 * those who wait since its last instant are told within two. SELECT takes a millisecond, on a crowded machine some more.
 * One that says it takes no writes is away at once.
 */
const WATCH = { patienceMs: 350, failures: 3, everyMs: 200, always: true, isCertain: isReadOnly };

/**
 * The connections of one database, also for Prisma's adapter, which uses no more of a pool than is here. When the
 * database goes away, whoever waits for it is told so, and so is everybody who comes, at once. Then it gets new
 * connections: the driver's own attempts become minutes apart in a long outage, and old connections may hang, or lead
 * to a server that is no longer the one that is written to.
 */
export class GuardedPool {
  private readonly logger = new Logger('Database');
  private readonly underWay = new UnderWay<(error: Error) => void>();
  private readonly probe: DatabaseProbe;
  private readonly watch: OutageWatch;
  private pool: DriverPool | undefined;

  constructor(private readonly options: PoolOptions) {
    this.pool = this.open();
    this.probe = new DatabaseProbe(sessionConfig(options.url, options.answerWithinMs), () => this.replace());
    this.watch = new OutageWatch({
      ...WATCH,
      probe: (signal) => this.probe.ask(signal),
      onBegin: (reason) => this.abandon('the database is away', reason),
      onOver: () => this.resume(),
    });
  }

  async getConnection(): Promise<GuardedConnection> {
    const { pool } = this;
    if (!pool) throw new DatabaseAway();
    const taken = pool.getConnection();
    const raw = await this.guard(taken, () => void taken.then((late) => late.release()).catch(() => undefined));
    return new GuardedConnection(raw, {
      statement: (answer, giveUp) => this.statement(pool, answer, giveUp),
      destroy: (connection) => pool.destroy(connection),
    });
  }

  query<T>(statement: string | mariadb.QueryOptions, values?: unknown): Promise<T> {
    return this.use((connection) => connection.query<T>(statement, values));
  }

  execute<T>(statement: string | mariadb.QueryOptions, values?: unknown): Promise<T> {
    return this.use((connection) => connection.execute<T>(statement, values));
  }

  activeConnections(): number {
    return this.pool?.active ?? 0;
  }

  idleConnections(): number {
    return this.pool?.idle ?? 0;
  }

  /** How many wait for a connection. */
  taskQueueSize(): number {
    return this.pool?.waiting ?? 0;
  }

  async end(): Promise<void> {
    this.watch.stop();
    const { pool } = this;
    this.pool = undefined;
    await Promise.all([pool?.end(), this.probe.close()]);
  }

  private async use<T>(work: (connection: GuardedConnection) => Promise<T>): Promise<T> {
    const connection = await this.getConnection();
    try {
      return await work(connection);
    } finally {
      await connection.release();
    }
  }

  private async statement<T>(pool: DriverPool, answer: Promise<T>, giveUp: () => void): Promise<T> {
    try {
      const answered = await this.guard(answer, giveUp, this.options.answerWithinMs);
      this.watch.answered();
      return answered;
    } catch (error) {
      if (isReadOnly(error)) {
        giveUp();
        // A pool that was replaced meanwhile says nothing about the server of now.
        if (pool === this.pool) this.leave(error);
        throw new DatabaseReadOnly(error);
      }
      if (!isConnectionFailure(error)) {
        this.watch.answered();
        throw error;
      }
      this.watch.suspect();
      throw error instanceof ConnectionFailure ? error : new ConnectionBroken(error);
    }
  }

  /** What waits for the database ends with the outage's beginning, or after `withinMs`. */
  private guard<T>(answer: Promise<T>, giveUp: () => void, withinMs?: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let isOver = false;
      const over = () => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        this.underWay.leave(place);
      };
      const fail = (error: Error) => {
        over();
        reject(error);
        giveUp();
      };
      const timer = withinMs === undefined ? undefined : setTimeout(() => fail(new DatabaseSilent()), withinMs);
      const place = this.underWay.enter(fail);
      answer.finally(over).then(resolve, reject);
    });
  }

  private open(): DriverPool {
    return new DriverPool(this.options);
  }

  private leave(reason: unknown): void {
    this.probe.reconnect();
    this.watch.gone(reason);
  }

  /** What waits for the server before would wait in vain, and what idles would be given out to wait there. */
  private replace(): void {
    if (!this.pool) return;
    this.abandon('the database is another server now');
    this.pool = this.open();
  }

  private abandon(msg: string, reason?: unknown): void {
    this.logger.warn({ msg, reason: sayingOf(reason), callsUnderWay: this.underWay.size });
    const { pool } = this;
    this.pool = undefined;
    for (const fail of this.underWay.all()) fail(new DatabaseAway());
    void pool?.end().catch(() => undefined);
  }

  private resume(): void {
    this.logger.log({ msg: 'the database is back' });
    this.pool = this.open();
  }
}

function sayingOf(reason: unknown): string | undefined {
  if (reason instanceof mariadb.SqlError) return reason.sqlMessage ?? reason.message;
  return reason instanceof Error ? reason.message : undefined;
}
