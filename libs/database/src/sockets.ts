import { connect } from 'node:net';
import type { ConnectionConfig, StreamCallback } from 'mariadb';

/**
 * Opens the sockets of connections, except while one of them is being destroyed. To destroy a connection under a
 * statement, the driver opens another one and sends KILL over it. Behind an address that has moved that is another
 * server: it knows no such thread, which ends our process, or it kills somebody else's. When no socket is to be had
 * the driver just closes the one it has, and the server rolls back.
 */
export class Sockets {
  private isRefusing = false;
  private isClosed = false;

  constructor(private readonly address: Pick<ConnectionConfig, 'host' | 'port'>) {}

  /** The driver's option `stream`. */
  readonly open = (callback: StreamCallback): void => {
    if (this.isRefusing || this.isClosed) return callback(new Error('a destroyed connection opens no other'));
    const { host, port } = this.address;
    callback(undefined, connect({ host, port: Number(port), noDelay: true }));
  };

  destroy(connection: { destroy(): void }): void {
    this.isRefusing = true;
    try {
      // The driver asks for the socket before this returns.
      connection.destroy();
    } finally {
      this.isRefusing = false;
    }
  }

  /** From now on no socket is opened: the driver's pool destroys what is left some time after its end. */
  close(): void {
    this.isClosed = true;
  }
}
