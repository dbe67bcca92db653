import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/** A line to Redis that can be cut for one app, while all others keep theirs. */
export class RedisLine {
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((near) => {
    const far = connect(Number(this.redis.port), this.redis.hostname);
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      this.sockets.add(from);
      from.pipe(to);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  });
  private port = 0;

  private constructor(private readonly redis: URL) {}

  static async to(redisUrl: string): Promise<RedisLine> {
    const line = new RedisLine(new URL(redisUrl));
    await line.mend();
    return line;
  }

  get url(): string {
    const url = new URL(this.redis);
    url.host = `${HOST}:${this.port}`;
    return url.href;
  }

  cut(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  async mend(): Promise<void> {
    this.server.listen(this.port, HOST);
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }
}
