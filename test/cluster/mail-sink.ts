import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** What becomes of a mail. `hang` never answers; refusals come with their code. */
export type MailFate = 'accept' | 'drop' | 'hang' | { refuse: 'recipient' | 'data'; code: number };

export interface SinkMail {
  /** Without angle brackets; empty while only the envelope is known. */
  messageId: string;
  recipient: string;
}

/** How often a mail's whole body came and was not refused, and how often the answer to it was 250. */
export interface MailCount {
  arrived: number;
  accepted: number;
}

const HOST = '127.0.0.1';
const MESSAGE_ID = /^message-id:\s*<([^>\r\n]+)>/im;

/** A real SMTP server for many mails: it keeps nothing of them but their ids, and treats them as it is told. */
export class MailSink {
  readonly mails = new Map<string, MailCount>();
  /** Decides over each recipient, before the body comes. */
  onRecipient: (mail: SinkMail) => MailFate = () => 'accept';
  /** Decides over each mail whose body has come; may do something first, such as killing the sender. */
  onBody: (mail: SinkMail) => MailFate | Promise<MailFate> = () => 'accept';
  private server = this.create();
  private port = 0;

  static async start(): Promise<MailSink> {
    const sink = new MailSink();
    await sink.open();
    return sink;
  }

  get url(): string {
    return `smtp://${HOST}:${this.port}`;
  }

  /** Takes connections, on the port that stays its own. */
  async open(): Promise<void> {
    this.server = this.create();
    const listener = this.server.listen(this.port, HOST);
    await once(listener, 'listening');
    this.port = (listener.address() as AddressInfo).port;
  }

  /** Hangs up on everybody and refuses new connections until `open`. */
  async shut(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(resolve));
    for (const connection of this.server.connections) connection._socket.destroy();
    await closed;
  }

  private create(): SMTPServer {
    return new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onRcptTo: ({ address }, _session, done) => {
        const fate = this.onRecipient({ messageId: '', recipient: address });
        if (fate !== 'hang') done(refusal(fate));
      },
      onData: (stream, session, done) => {
        const taken = buffer(stream).then(async (content) => this.take(content, session, done));
        // The sender has gone in the middle of the mail.
        taken.catch(() => undefined);
      },
    }).on('error', () => undefined);
  }

  private async take(content: Buffer, session: SMTPServerSession, done: (error?: Error | null) => void): Promise<void> {
    const messageId = MESSAGE_ID.exec(content.toString('latin1'))?.[1] ?? 'none';
    const count = this.mails.get(messageId) ?? { arrived: 0, accepted: 0 };
    this.mails.set(messageId, count);
    const fate = await this.onBody({ messageId, recipient: session.envelope.rcptTo[0]?.address ?? '' });
    if (typeof fate === 'string') count.arrived++;
    if (fate === 'hang') return;
    if (fate === 'drop') return void this.socketOf(session)?.destroy();
    if (fate === 'accept') count.accepted++;
    done(refusal(fate));
  }

  private socketOf(session: SMTPServerSession): Socket | undefined {
    return [...this.server.connections].find((connection) => connection.session === session)?._socket;
  }
}

function refusal(fate: MailFate): Error | null {
  if (typeof fate === 'string') return null;
  return Object.assign(new Error('as the trial wants it'), { responseCode: fate.code });
}
