import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of an answer: passed on, or lost with the connection. */
export type Fate = 'pass' | 'cut';

/** How the line treats everybody. */
export type Mode = 'pass' | 'refuse' | 'silent' | keyof typeof SAID;

/** What the line itself says to every request. */
const SAID = {
  garbage: said('200 OK', '<html>!'),
  failing: said('500 Oops'),
  empty: said('200 OK'),
  'empty object': said('200 OK', '{}', ['content-type: application/json']),
  redirect: said('302 Found', '', ['location: /sorry']),
  limited: said('429 Too Many Requests', JSON.stringify({ status: 429, code: 'rate_limited', detail: 'Too many.' }), [
    'content-type: application/problem+json',
    'retry-after: 7',
  ]),
};

/** An answer on its way. */
export interface HeldAnswer {
  /** Resolves when the answer has come as far as the line. */
  held: Promise<void>;
  release(): void;
}

/** A TCP line to a server that a test can cut, at any moment or at a chosen answer. */
export class Line {
  mode: Mode = 'pass';
  /** Decides over each answer, given what its connection sent last and before that; the answer waits for a promise. */
  onAnswer: (sent: Buffer, before: Buffer) => Fate | Promise<Fate> = () => 'pass';
  private readonly sockets = new Set<Socket>();
  /** What is carried now: both ends of each connection. */
  private readonly ends = new Map<Socket, Socket>();

  private constructor(
    private readonly server: Server,
    /** The far end's URL with this line's port in it. */
    readonly url: string,
    private target: string,
  ) {}

  static async to(target: string): Promise<Line> {
    let line: Line | undefined = undefined;
    const server = createServer((near) => line?.carry(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(target);
    url.port = String((server.address() as AddressInfo).port);
    line = new Line(server, url.href.replace(/\/$/, ''), target);
    return line;
  }

  /** From now on new connections lead to another server, as after a failover; those that are open stay where they are. */
  leadTo(target: string): void {
    this.target = target;
  }

  async close(): Promise<void> {
    this.cutAll();
    this.server.close();
    await once(this.server, 'close');
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /**
   * Nobody hears any more of the connections that there are, not even that they end: as when a host vanishes, and its
   * address goes to another one.
   */
  abandonAll(): void {
    for (const [near, far] of this.ends) {
      this.ends.delete(near);
      far.removeAllListeners('data');
      far.destroy();
      // What is sent has to be read, or the sender would notice that nobody does.
      near.removeAllListeners('data');
      near.resume();
    }
  }

  /** Holds back the next answer to what matches, until it is released; the other end has done the work by then. */
  holdAnswerTo(request: RegExp): HeldAnswer {
    let arrived: () => void = () => undefined;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrived = resolve));
    const released = new Promise<Fate>((resolve) => (release = () => resolve('pass')));
    this.onAnswer = (sent) => {
      if (!request.test(sent.toString('latin1'))) return 'pass';
      this.onAnswer = () => 'pass';
      arrived();
      return released;
    };
    return { held, release };
  }

  private carry(near: Socket): void {
    if (this.mode === 'refuse') return void near.resetAndDestroy();
    const { hostname, port } = new URL(this.target);
    const far = connect(Number(port), hostname);
    this.ends.set(near, far);
    let sent = Buffer.alloc(0);
    let before = sent;
    for (const socket of [near, far]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        // Silence swallows the end of a connection too: the other side waits on. So it does when it was abandoned.
        if (!this.ends.delete(near) || this.mode === 'silent') return;
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (chunk) => {
      before = sent;
      sent = chunk;
      if (this.mode === 'refuse') near.resetAndDestroy();
      else if (this.mode === 'pass') far.write(chunk);
      else if (this.mode !== 'silent' && near.writable) near.end(SAID[this.mode]);
    });
    far.on('data', (chunk) => {
      const fate = this.onAnswer(sent, before);
      if (typeof fate === 'string') return void settle(near, chunk, fate);
      far.pause();
      void fate.then((decided) => {
        if (!this.ends.has(near)) return;
        settle(near, chunk, decided);
        far.resume();
      });
    });
  }
}

function said(status: string, body = '', headers: string[] = []): string {
  const all = [...headers, `content-length: ${body.length}`, 'connection: close'];
  return `HTTP/1.1 ${status}\r\n${all.join('\r\n')}\r\n\r\n${body}`;
}

function settle(near: Socket, answer: Buffer, fate: Fate): void {
  if (fate === 'cut') near.resetAndDestroy();
  else near.write(answer);
}
