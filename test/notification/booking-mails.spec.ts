import { MAIL_KINDS, type MailKind } from '#contracts';
import { sampleMail } from '../../apps/notification/src/booking-email/booking-mail.sample.js';
import { NotificationSystem } from './notification-system.js';

const BOOKING = '0b54b1a5-6b0e-5f8e-9c0e-0d8f7a8e9b10';

describe('a mail about a booking', () => {
  let system: NotificationSystem;

  beforeEach(async () => {
    system = await NotificationSystem.start();
    await system.startApp();
  });

  afterEach(() => system.stop());

  async function received(kind: MailKind, changes = {}) {
    const job = await system.enqueue(sampleMail(kind, changes));
    expect(await system.outcome(job)).toBe('sent');
    expect(system.smtp.accepted).toHaveLength(1);
    return system.smtp.accepted[0]!;
  }

  it.each(MAIL_KINDS)('%s arrives as HTML and as plain text, with its headers', async (kind) => {
    const mail = await received(kind);
    expect(mail.recipients).toEqual(['ada@guests.example']);
    expect(mail.from?.value).toEqual([{ name: 'Staylock', address: 'bookings@staylock.example' }]);
    expect(mail.subject).toContain('Casa do Jardim – SL7K2M9QX4');
    expect(mail.html).toContain('Dear <span dir="auto">Ada Lovelace</span>');
    expect(mail.text).toContain('Dear Ada Lovelace,');
    expect(mail.messageId).toBe(`<${kind}.${BOOKING}@staylock.example>`);
    expect(mail.headers.get('x-request-id')).toBe('request-0001');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('answers the mail that began the booking, so that they are shown as one thread', async () => {
    const first = `<held.${BOOKING}@staylock.example>`;
    const mail = await received('confirmed');
    expect(mail.inReplyTo).toBe(first);
    expect(mail.references).toBe(first);
  });

  it('held says until when in the zone of the hotel, and how to confirm', async () => {
    const mail = await received('held', { booking: { expiresAt: '2027-03-28T01:05:00.000Z' } });
    expect(mail.text).toContain('Sunday, 28 March 2027 at 02:05 Western European Summer Time');
    expect(mail.text).toContain("curl -X POST 'http://127.0.0.1:3000/api/v1/bookings/confirm/7f9c24e8");
    expect(mail.inReplyTo).toBeUndefined();
  });

  it.each([
    ['confirmed', 'PUBLISH'],
    ['cancelled', 'CANCEL'],
  ] as const)('%s brings the stay as a calendar, in the body and as a file', async (kind, method) => {
    const mail = await received(kind);
    expect(mail.raw).toContain(`Content-Type: text/calendar; charset=utf-8; method=${method}`);
    const file = mail.attachments.find(({ contentType }) => contentType === 'application/ics');
    expect(file?.filename).toBe(`booking-${BOOKING}.ics`);
    const lines = file!.content.toString('utf8').split('\r\n');
    expect(lines).toContain(`METHOD:${method}`);
    expect(lines).toContain(`UID:${BOOKING}@staylock`);
    expect(lines).toContain('DTSTART;TZID=Europe/Lisbon:20270326T150000');
  });

  it('gives what a guest typed no way into headers, HTML or other recipients', async () => {
    const mail = await received('held', {
      to: { name: '<script>alert(1)</script>\r\nBcc: eve@evil.example', address: 'ada@guests.example' },
      booking: { specialRequests: '<img src=x>\r\n.\r\nQUIT', hotel: { name: 'Casa\r\nX-Injected: yes' } },
    });
    expect(mail.recipients).toEqual(['ada@guests.example']);
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.headers.has('x-injected')).toBe(false);
    expect(mail.html).not.toMatch(/<script|<img/);
    expect(mail.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; Bcc: eve@evil.example');
    expect(mail.text).toContain('Dear <script>alert(1)</script> Bcc: eve@evil.example,');
    expect(mail.text).toContain('> <img src=x>\n> .\n> QUIT');
  });

  it.each([
    ['an encoded word', '=?utf-8?q?Your_bank?=', '=?utf-8?B?TmV3IHRlcm1z?='],
    ['one among others', 'Ada =?utf-8?q?=3Cbank=40evil.example=3E?= "L"', 'Casa =?us-ascii?q?free?= =?utf-8?q?stay?='],
    ['a long one, and letters of another script', `愛 =?utf-8?b?${'QUFB'.repeat(20)}?=`, '=?utf-8?q?=E6=84=9B?= 愛'],
    ['begun twice', '=?=?utf-8?q?Your_bank?=', '==??utf-8?q?Your_bank?='],
  ])('shows a name as text, and not as what it encodes, when it is %s', async (_, name, hotel) => {
    const mail = await received('held', {
      to: { name, address: 'ada@guests.example' },
      booking: { hotel: { name: hotel } },
    });
    expect(mail.recipients).toEqual(['ada@guests.example']);
    const [to] = Array.isArray(mail.to) ? mail.to : [mail.to];
    expect(to?.value).toEqual([{ name: name.replaceAll('=?', '= ?'), address: 'ada@guests.example' }]);
    expect(mail.subject).toContain(hotel.replaceAll('=?', '= ?').slice(0, 50));
    expect(mail.subject).not.toMatch(/Your bank|New terms|free stay/);
  });

  it('loses what hides in a name, and keeps the name', async () => {
    const mail = await received('held', { to: { name: 'Ada\u202e\u200b Lovelace', address: 'ada@guests.example' } });
    const [to] = Array.isArray(mail.to) ? mail.to : [mail.to];
    expect(to?.value).toEqual([{ name: 'Ada Lovelace', address: 'ada@guests.example' }]);
  });
});
