import { Injectable, Logger } from '@nestjs/common';
import type { MailKind } from '#contracts';
import { currentRequestId } from '#platform';
import { Mailer } from '../mailer/mailer.service.js';
import { messageIdOf, threadOf } from '../mailer/message-id.js';
import { SentMailRepository } from '../mailer/sent-mail.repository.js';
import { BookingEmailMetrics } from './booking-email.metrics.js';
import { bookingMailOf } from './booking-mail.dto.js';
import { calendarOf } from './calendar.js';
import { EmailRenderer } from './email.renderer.js';
import { singleLine } from './plain-text.js';

export type MailOutcome = 'sent' | 'already_sent';

@Injectable()
export class BookingEmailService {
  private readonly logger = new Logger(BookingEmailService.name);

  constructor(
    private readonly renderer: EmailRenderer,
    private readonly mailer: Mailer,
    private readonly sentMails: SentMailRepository,
    private readonly metrics: BookingEmailMetrics,
  ) {}

  /** Sends the mail that a job asks for, unless it has been sent. Throws DeliveryFailure. */
  async deliver(jobName: string, data: unknown): Promise<MailOutcome> {
    const mail = bookingMailOf(jobName, data);
    const { kind, to, booking } = mail;
    const messageId = messageIdOf(kind, booking.bookingId, this.mailer.domain);
    if (await this.sentMails.has(messageId)) return 'already_sent';
    await this.mailer.send({
      messageId,
      inReplyTo: threadOf(kind, booking.bookingId, this.mailer.domain),
      requestId: currentRequestId(),
      to: { ...to, name: singleLine(to.name) },
      ...this.renderer.render(mail),
      calendar: calendarOf(mail, this.mailer.sender.address),
    });
    this.metrics.sent(kind, booking.occurredAt);
    await this.record(kind, messageId);
    return 'sent';
  }

  /** A failure here must not fail the job: that would surely send the mail again. */
  private async record(kind: MailKind, messageId: string): Promise<void> {
    try {
      await this.sentMails.add(messageId);
    } catch {
      this.metrics.sentUnrecorded(kind);
      this.logger.error({ msg: 'sent but not recorded: this mail may be sent twice', messageId });
    }
  }
}
