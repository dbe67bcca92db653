import * as mariadb from 'mariadb';
import { Sockets } from './sockets.js';
import { DatabaseReadOnly, sqlErrorNumber } from './sql-error.js';

/** The server is there, with no connection to spare. */
const TOO_MANY_CONNECTIONS = new Set([1040, 1203]);

/** Whether it takes writes, and which server it is. No table is read: a busy one must not look like one that is away. */
const QUESTION = `SELECT @@read_only AS readOnly, @@innodb_read_only AS storageReadOnly,
  /*M!100000 @@global.tx_read_only */ /*!80000 @@global.transaction_read_only */ AS transactionsReadOnly,
  CONCAT(@@hostname, ':', @@port, ':', @@server_id) AS server`;

interface ServerState {
  readOnly: bigint | string;
  storageReadOnly: bigint;
  transactionsReadOnly: bigint;
  server: string;
}

/**
 * Asks a database whether it is there and takes writes, over a connection of its own that waits for nobody else's
 * statements. One that was given up may still be connecting while the next asks: each touches only the connection that
 * it used, and leaves the one that it made to the next.
 */
export class DatabaseProbe {
  private readonly sockets: Sockets;
  private connection: mariadb.Connection | undefined;
  /** The one that has said which server it leads to. */
  private known: mariadb.Connection | undefined;
  private server: string | undefined;
  private closed = false;

  constructor(
    private readonly config: mariadb.ConnectionConfig,
    /** A new connection leads to another server than the one before. */
    private readonly onOtherServer: () => void = () => undefined,
    private readonly open: (config: mariadb.ConnectionConfig) => Promise<mariadb.Connection> = mariadb.createConnection,
  ) {
    this.sockets = new Sockets(config);
  }

  async ask(signal: AbortSignal): Promise<void> {
    try {
      await this.askOver(this.connection ?? (await this.connect(signal)), signal);
    } catch (error) {
      if (!TOO_MANY_CONNECTIONS.has(sqlErrorNumber(error) ?? 0)) throw error;
    }
  }

  /** The next question goes over a new connection: that of now leads to a server that is no longer the right one. */
  reconnect(): void {
    if (this.connection) this.drop(this.connection);
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
      const [said] = await connection.query<ServerState[]>(QUESTION);
      if (!said || !takesWrites(said)) throw new DatabaseReadOnly();
      this.noteServer(connection, said.server);
    } catch (error) {
      drop();
      throw error;
    } finally {
      signal.removeEventListener('abort', drop);
    }
  }

  /** Asked of new connections only: a proxy may answer each statement of one connection from another server. */
  private noteServer(connection: mariadb.Connection, server: string): void {
    if (this.known === connection) return;
    const isOther = this.server !== undefined && this.server !== server;
    this.known = connection;
    this.server = server;
    if (isOther) this.onOtherServer();
  }

  private async connect(signal: AbortSignal): Promise<mariadb.Connection> {
    const connection = await this.open({ ...this.config, stream: this.sockets.open });
    // An idle connection that breaks would otherwise end the process.
    connection.on('error', () => this.drop(connection));
    // One that comes too late is kept for the next: on a crowded machine none might ever come in time.
    if (this.closed || this.connection) this.sockets.destroy(connection);
    else this.connection = connection;
    signal.throwIfAborted();
    if (!this.connection) throw new Error('the probe is closed');
    return this.connection;
  }

  private drop(connection: mariadb.Connection): void {
    if (this.connection === connection) this.connection = undefined;
    this.sockets.destroy(connection);
  }
}

function takesWrites({ readOnly, storageReadOnly, transactionsReadOnly }: ServerState): boolean {
  return [readOnly, storageReadOnly, transactionsReadOnly].every(isOff);
}

/** A number, or a word where there is more than on and off. */
function isOff(value: bigint | string): boolean {
  return ['0', 'OFF'].includes(String(value));
}
