import * as mariadb from 'mariadb';
import { sqlErrorNumber } from './sql-error.js';

/** The server is there, with no connection to spare. */
const TOO_MANY_CONNECTIONS = new Set([1040, 1203]);

/**
 * Asks a database whether it is there, over a connection of its own that waits for nobody else's statements. One that
 * was given up may still be connecting while the next asks: each touches only the connection that it used.
 */
export class DatabaseProbe {
  private connection: mariadb.Connection | undefined;
  private closed = false;

  constructor(
    private readonly config: mariadb.ConnectionConfig,
    private readonly open: (config: mariadb.ConnectionConfig) => Promise<mariadb.Connection> = mariadb.createConnection,
  ) {}

  async ask(signal: AbortSignal): Promise<void> {
    try {
      await this.askOver(this.connection ?? (await this.connect(signal)), signal);
    } catch (error) {
      if (!TOO_MANY_CONNECTIONS.has(sqlErrorNumber(error) ?? 0)) throw error;
    }
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.closed = true;
    this.connection = undefined;
    await connection?.end().catch(() => undefined);
  }

  private async askOver(connection: mariadb.Connection, signal: AbortSignal): Promise<void> {
    const drop = () => this.drop(connection);
    signal.addEventListener('abort', drop, { once: true });
    try {
      await connection.query('SELECT 1');
    } catch (error) {
      drop();
      throw error;
    } finally {
      signal.removeEventListener('abort', drop);
    }
  }

  private async connect(signal: AbortSignal): Promise<mariadb.Connection> {
    const connection = await this.open(this.config);
    // An idle connection that breaks would otherwise end the process.
    connection.on('error', () => this.drop(connection));
    if (!signal.aborted && !this.closed && !this.connection) return (this.connection = connection);
    connection.destroy();
    signal.throwIfAborted();
    if (!this.connection) throw new Error('the probe is closed');
    return this.connection;
  }

  private drop(connection: mariadb.Connection): void {
    if (this.connection === connection) this.connection = undefined;
    connection.destroy();
  }
}
