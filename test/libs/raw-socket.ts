import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A client that sends what it likes, HTTP or not. */
export class RawSocket {
  private received = '';
  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (this.received += text));
    socket.on('error', () => undefined);
  }

  /** `from` is another address of this machine, such as 127.0.0.2. */
  static async to(url: string, from = '127.0.0.1'): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, localAddress: from });
    await once(socket, 'connect');
    return new RawSocket(socket);
  }

  write(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Byte by byte, until the other side has had enough. */
  async drip(text: string, everyMs: number): Promise<void> {
    for (const byte of text) {
      if (this.socket.destroyed || this.socket.readableEnded) return;
      this.write(byte);
      await sleep(everyMs);
    }
  }

  /** What comes stays where it is: first in the buffers of the connection, then with who sends it. */
  stopReading(): void {
    this.socket.pause();
  }

  hangUp(): void {
    this.socket.destroy();
  }

  /** What came until the other side closed the connection. */
  async untilClosed(): Promise<{ status: number; head: string; body: string; all: string }> {
    // `once` of events would reject for a reset, which is one way of closing.
    if (!this.socket.closed) await new Promise((resolve) => this.socket.once('close', resolve));
    const [head = '', ...rest] = this.received.split('\r\n\r\n');
    return {
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
      head,
      body: rest.join('\r\n\r\n'),
      all: this.received,
    };
  }
}
