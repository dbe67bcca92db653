import * as mariadb from 'mariadb';
import { sqlErrorNumber } from './sql-error.js';

/** The server is there, with no connection to spare. */
const TOO_MANY_CONNECTIONS = new Set([1040, 1203]);

/** Asks a database whether it is there, over a connection of its own that waits for nobody else's statements. */
export class DatabaseProbe {
  private connection: mariadb.Connection | undefined;

  constructor(private readonly config: mariadb.ConnectionConfig) {}

  async ask(signal: AbortSignal): Promise<void> {
    try {
      this.connection ??= await this.connect(signal);
      const { connection } = this;
      signal.addEventListener('abort', () => this.drop(connection), { once: true });
      await connection?.query('SELECT 1');
    } catch (error) {
      this.drop(this.connection);
      if (!TOO_MANY_CONNECTIONS.has(sqlErrorNumber(error) ?? 0)) throw error;
    }
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    await connection?.end().catch(() => undefined);
  }

  private async connect(signal: AbortSignal): Promise<mariadb.Connection | undefined> {
    const connection = await mariadb.createConnection(this.config);
    // An idle connection that breaks would otherwise end the process.
    connection.on('error', () => this.drop(connection));
    if (!signal.aborted) return connection;
    connection.destroy();
    return undefined;
  }

  private drop(connection: mariadb.Connection | undefined): void {
    if (this.connection === connection) this.connection = undefined;
    connection?.destroy();
  }
}
