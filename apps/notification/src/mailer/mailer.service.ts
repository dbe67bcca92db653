import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { inSpan } from '#platform';
import { NotificationEnv } from '../env.js';
import { failureOf, refusedRecipient, type SmtpError } from './delivery-failure.js';
import { headerText } from './header-text.js';
import { domainOf, type Mailbox, mailboxOf } from './mailbox.js';

/** A server that is there accepts within a round trip. */
const CONNECTION_TIMEOUT_MS = 5_000;
/** Some servers keep quiet for a few seconds on purpose, to scare off spammers. */
const GREETING_TIMEOUT_MS = 10_000;
/** Silence between two answers; the longest follows the mail's body, while the server scans it. */
const SOCKET_TIMEOUT_MS = 30_000;
/** The whole delivery: what a server that trickles its answers cannot exceed. The three above fit into it once. */
const DELIVERY_TIMEOUT_MS = 45_000;

export interface OutgoingMail {
  messageId: string;
  /** The Message-ID of the mail that this one follows. */
  inReplyTo: string | null;
  requestId: string;
  to: Mailbox;
  subject: string;
  html: string;
  text: string;
  calendar: { method: string; filename: string; content: string } | null;
}

@Injectable()
export class Mailer implements OnApplicationShutdown {
  readonly sender: Mailbox;
  readonly domain: string;
  private readonly transport;

  constructor(env: NotificationEnv) {
    this.sender = mailboxOf(env.MAIL_FROM);
    this.domain = domainOf(this.sender);
    this.transport = createTransport({
      pool: true,
      url: env.SMTP_URL,
      // As many as there are mails under way: none waits in the pool while its lock runs.
      maxConnections: env.MAIL_CONCURRENCY,
      // A mail caught by a pooled connection that had died moves once to a new one; all other retries are the queue's.
      maxRequeues: 1,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      greetingTimeout: GREETING_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /** Resolves when the server has taken the mail for its recipient. Throws DeliveryFailure. */
  async send(mail: OutgoingMail): Promise<void> {
    const info = await inSpan('smtp send', { kind: 'CLIENT' }, () =>
      this.transport.sendMail(this.messageOf(mail)),
    ).catch((error: SmtpError) => {
      throw failureOf(error);
    });
    const refused = refusedRecipient(info);
    if (refused) throw refused;
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }

  private messageOf({ messageId, inReplyTo, requestId, to, subject, html, text, calendar }: OutgoingMail) {
    return {
      from: this.sender,
      to: { name: headerText(to.name), address: to.address },
      subject: headerText(subject),
      html,
      text,
      messageId: `<${messageId}>`,
      ...(inReplyTo ? { inReplyTo: `<${inReplyTo}>`, references: `<${inReplyTo}>` } : {}),
      headers: { 'X-Request-Id': requestId, 'Auto-Submitted': 'auto-generated' },
      ...(calendar ? { icalEvent: calendar } : {}),
      signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS),
    };
  }
}
