import { createConnection, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, type RedisOptions } from 'ioredis';

/**
 * What a Redis says that is no primary, or no longer, or not yet. Such a server has done nothing of what it was asked
 * for. A script's error begins with the words of Redis 7, or has those of Redis 6 in it.
 */
const NO_PRIMARY = /(^|-)(READONLY|MASTERDOWN|LOADING|UNBLOCKED) /;

/** Whether the server that was asked is no primary: whoever asks the next one may well succeed. */
export function isNoPrimary(error: unknown): boolean {
  return error instanceof Error && NO_PRIMARY.test(error.message);
}

/**
 * Connects to the one server of a URL, and takes it only while it is a primary: behind a proxy or a name that has not
 * moved yet a demoted one answers, which would refuse every write. With Sentinels ioredis does the same by itself.
 */
export class PrimaryConnector extends AbstractConnector {
  private readonly options: RedisOptions;

  constructor(options: unknown) {
    const { disconnectTimeout = 2_000 } = options as RedisOptions;
    super(disconnectTimeout);
    this.options = options as RedisOptions;
  }

  /** What INFO says, when the connection is there. */
  override check({ role }: { role?: string }): boolean {
    return role !== 'slave';
  }

  override async connect() {
    this.connecting = true;
    // The caller listens for errors first.
    await Promise.resolve();
    if (!this.connecting) throw new Error('Connection is closed.');
    const { path, host, port, family, tls } = this.options;
    const address = (path === undefined ? { host, port, family } : { path }) as TcpNetConnectOpts;
    this.stream = tls ? connectTls({ ...address, ...tls }) : createConnection(address);
    this.stream.once('error', (error: Error) => {
      this.firstError = error;
    });
    return this.stream;
  }
}
