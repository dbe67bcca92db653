import { Injectable } from '@nestjs/common';
import type { BookingMail } from '#contracts';
import { type EmailView, emailView } from './email-view.js';
import { loadTemplates } from './templates.loader.js';

@Injectable()
export class EmailRenderer {
  private readonly html = loadTemplates<EmailView>('html');
  private readonly text = loadTemplates<EmailView>('text');

  render(mail: BookingMail): { subject: string; html: string; text: string } {
    const view = emailView(mail);
    return { subject: view.subject, html: this.html[mail.kind](view), text: this.text[mail.kind](view) };
  }
}
