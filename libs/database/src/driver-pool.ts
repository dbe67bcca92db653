import * as mariadb from 'mariadb';
import { poolConfig } from './connection-config.js';
import { Sockets } from './sockets.js';

export interface PoolOptions {
  url: string;
  connections: number;
  answerWithinMs: number;
}

/** The driver's pool, whose connections are destroyed without opening others. */
export class DriverPool {
  private readonly sockets: Sockets;
  private readonly pool: mariadb.Pool;

  constructor({ url, connections, answerWithinMs }: PoolOptions) {
    const config = poolConfig(url, connections, answerWithinMs);
    this.sockets = new Sockets(config);
    this.pool = mariadb.createPool({ ...config, stream: this.sockets.open });
  }

  get active(): number {
    return this.pool.activeConnections();
  }

  get idle(): number {
    return this.pool.idleConnections();
  }

  /** How many wait for a connection. */
  get waiting(): number {
    return this.pool.taskQueueSize();
  }

  getConnection(): Promise<mariadb.PoolConnection> {
    return this.pool.getConnection();
  }

  destroy(connection: mariadb.PoolConnection): void {
    this.sockets.destroy(connection);
  }

  async end(): Promise<void> {
    this.sockets.close();
    await this.pool.end();
  }
}
