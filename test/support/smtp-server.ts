import { EventEmitter, once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** What the server does with one delivery. Refusals come with the code they are answered with. */
export type Behaviour =
  | 'accept'
  /** Takes the whole mail and hangs up before it answers. */
  | 'drop-after-data'
  /** Takes the whole mail and says nothing until `release()`. */
  | 'hang-after-data'
  | { refuse: 'sender' | 'recipient' | 'data'; code: number; text?: string };

export interface ReceivedMail extends ParsedMail {
  recipients: string[];
  raw: string;
}

const HOST = '127.0.0.1';
/** Nothing that a test waits for takes longer, unless it is broken. */
const PATIENCE_MS = 15_000;

/** A real SMTP server that misbehaves on command. */
export class TestSmtpServer {
  /** Mails that the server answered with 250. */
  readonly accepted: ReceivedMail[] = [];
  /** Mails whose whole body arrived, whatever the answer was. */
  readonly arrived: ReceivedMail[] = [];
  /** Tries to deliver that got as far as naming a sender. */
  deliveries = 0;
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly script: Behaviour[] = [];
  private readonly current = new WeakMap<SMTPServerSession, Behaviour>();
  private readonly hanging = new Set<() => void>();
  private server = this.create();
  private port = 0;

  static async start(): Promise<TestSmtpServer> {
    const server = new TestSmtpServer();
    await server.acceptConnections();
    return server;
  }

  get url(): string {
    return `smtp://${HOST}:${this.port}`;
  }

  /** The next deliveries, in order; those after them are accepted. */
  next(...behaviours: Behaviour[]): void {
    this.script.push(...behaviours);
  }

  /** Answers the deliveries that hang. */
  release(): void {
    for (const answer of this.hanging) answer();
    this.hanging.clear();
  }

  async acceptConnections(): Promise<void> {
    this.server = this.create();
    const listener = this.server.listen(this.port, HOST);
    await once(listener, 'listening');
    this.port = (listener.address() as AddressInfo).port;
  }

  /** Hangs up on everybody and refuses new connections, on the port that stays the server's own. */
  async refuseConnections(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(resolve));
    for (const connection of this.server.connections) connection._socket.destroy();
    await closed;
  }

  async stop(): Promise<void> {
    this.hanging.clear();
    await this.refuseConnections();
  }

  /** Waits until something has happened here; fails with its name when it does not. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    while (!condition()) {
      await once(this.changes, 'change', { signal: patience }).catch(() => {
        throw new Error(`The SMTP server waited in vain for: ${what}`);
      });
    }
  }

  private create(): SMTPServer {
    return new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onMailFrom: (_address, session, done) => {
        this.current.set(session, this.script.shift() ?? 'accept');
        this.deliveries += 1;
        this.changes.emit('change');
        done(this.refusal('sender', session));
      },
      onRcptTo: (_address, session, done) => done(this.refusal('recipient', session)),
      onData: (stream, session, done) => {
        void buffer(stream).then(
          async (content) => this.take(await this.parse(content, session), session, done),
          // The sender has gone in the middle of the mail.
          () => undefined,
        );
      },
    }).on('error', () => undefined);
  }

  private async parse(content: Buffer, session: SMTPServerSession): Promise<ReceivedMail> {
    const recipients = session.envelope.rcptTo.map(({ address }) => address);
    return Object.assign(await simpleParser(content), { recipients, raw: content.toString('utf8') });
  }

  private take(mail: ReceivedMail, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const behaviour = this.current.get(session);
    const answer = () => {
      const refusal = this.refusal('data', session);
      if (!refusal) this.accepted.push(mail);
      done(refusal);
      this.changes.emit('change');
    };
    this.arrived.push(mail);
    if (behaviour === 'drop-after-data') this.socketOf(session)?.destroy();
    else if (behaviour === 'hang-after-data') this.hanging.add(answer);
    else answer();
    this.changes.emit('change');
  }

  private refusal(step: 'sender' | 'recipient' | 'data', session: SMTPServerSession): Error | null {
    const behaviour = this.current.get(session);
    if (typeof behaviour !== 'object' || behaviour.refuse !== step) return null;
    return Object.assign(new Error(behaviour.text ?? 'as the test wants it'), { responseCode: behaviour.code });
  }

  private socketOf(session: SMTPServerSession): Socket | undefined {
    return [...this.server.connections].find((connection) => connection.session === session)?._socket;
  }
}
