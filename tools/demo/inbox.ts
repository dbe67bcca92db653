import { setTimeout as sleep } from 'node:timers/promises';
import { expect, show } from './narration.js';

interface CaughtMail {
  id: string;
  subject: string;
  to: { address: string }[];
  text?: string;
  attachments?: { fileName: string; generatedFileName: string }[];
}

/** Booking, queue and SMTP together take about a second. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 250;
const LINES = 12;

/** One guest's mails, as the mail catcher has received them. */
export class Inbox {
  private readonly read = new Set<string>();

  constructor(
    private readonly webUrl: string | null,
    private readonly address: string,
  ) {}

  /** Waits for the guest's next mail and shows it. */
  async showNext(): Promise<void> {
    if (this.webUrl === null) {
      show(`It goes to ${this.address} through your own mail server: look there.`);
      return;
    }
    const mail = await this.next();
    const text = (mail.text ?? '').split('\n').filter((line) => line.trim() !== '');
    show(`Subject: ${mail.subject}`, `To:      ${mail.to.map((to) => to.address).join(', ')}`, '');
    show(...text.slice(0, LINES).map((line) => `│ ${line}`), ...(text.length > LINES ? ['│ …'] : []));
    for (const { fileName, generatedFileName } of mail.attachments ?? []) {
      show('', `Attached: ${fileName}`);
      if (fileName.endsWith('.ics')) show(...(await this.calendarLines(mail.id, generatedFileName)));
    }
    show('', `In a browser: ${this.webUrl}/#/email/${mail.id}`);
  }

  private async next(): Promise<CaughtMail> {
    for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; await sleep(LOOK_EVERY_MS)) {
      // Only this guest's: there may be thousands of others.
      const query = new URLSearchParams({ 'to.address': this.address });
      const mails = (await (await fetch(`${this.webUrl}/email?${query}`)).json()) as CaughtMail[];
      const mail = mails.find(({ id }) => !this.read.has(id));
      if (!mail) continue;
      this.read.add(mail.id);
      return mail;
    }
    expect(false, `no mail came to ${this.address} within ${PATIENCE_MS / 1000} seconds`);
  }

  private async calendarLines(id: string, file: string): Promise<string[]> {
    const calendar = await (await fetch(`${this.webUrl}/email/${id}/attachment/${file}`)).text();
    const event = calendar.slice(calendar.indexOf('BEGIN:VEVENT'));
    return event
      .split(/\r?\n/)
      .filter((line) => /^(UID|SUMMARY|STATUS|DTSTART|DTEND)/.test(line))
      .map((line) => `│ ${line}`);
  }
}
