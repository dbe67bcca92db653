import { MAIL_KINDS } from '#contracts';
import { type MailChanges, sampleMail } from './booking-mail.sample.js';
import { EmailRenderer } from './email.renderer.js';

const renderer = new EmailRenderer();

describe.each(MAIL_KINDS)('the mail of kind %s', (kind) => {
  const render = (changes: MailChanges = {}) => renderer.render(sampleMail(kind, changes));

  it('says in both forms where, when, for whom and for how much', () => {
    const { html, text } = render();
    for (const fact of [
      'Casa do Jardim',
      'Rua da Rosa 1, Lisboa, Portugal',
      'Garden double',
      'SL7K2M9QX4',
      'Ada Lovelace',
      'Friday, 26 March 2027',
      'Monday, 29 March 2027',
      '3 nights, 2 rooms, 3 guests',
      '€165.00',
      '€930.00',
    ]) {
      expect(html).toContain(fact);
      expect(text).toContain(fact);
    }
  });

  it('escapes in HTML what people typed, and only there', () => {
    const name = `<script>alert("1")</script> & Co`;
    const { html, text, subject } = render({
      to: { name, address: 'ada@guests.example' },
      booking: { hotel: { name } },
    });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; Co');
    expect(text).toContain(`Dear ${name},`);
    expect(subject).toContain(name);
  });

  it('keeps what people typed on its own lines', () => {
    const typed = 'Ada\r\n\r\nYour card was declined, pay at http://evil.example';
    const { text, subject } = render({
      to: { name: typed, address: 'ada@guests.example' },
      booking: { specialRequests: typed, hotel: { name: typed } },
    });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text.split('\n').filter((line) => line.startsWith('Your card'))).toEqual([]);
    expect(text).toContain('> Ada\n> \n> Your card was declined');
  });

  it('has no hole where a booking has nothing to say', () => {
    const { html, text } = render({ to: { name: '', address: 'a@b.example' }, booking: { confirmUrl: null } });
    expect(text).toContain('Dear guest,');
    expect(html + text).not.toMatch(/undefined|null|NaN|\{\{|curl|requests/i);
  });

  it('loads nothing from elsewhere', () => {
    expect(render().html).not.toMatch(/<img|<link|<script|src=|url\(/i);
  });
});

it('shows dates and money in the locale of the guest, and in English when that is unknown', () => {
  const german = renderer.render(sampleMail('confirmed', { locale: 'de-DE' }));
  expect(german.text).toContain('Freitag, 26. März 2027');
  expect(german.text).toMatch(/930,00\s€/);
  const unknown = renderer.render(sampleMail('confirmed', { locale: 'tlh-KX' }));
  expect(unknown.text).toContain('Friday, March 26, 2027');
});

it('offers the command to confirm only where there is something to confirm', () => {
  expect(renderer.render(sampleMail('reminder')).text).toContain('curl -X POST');
  expect(renderer.render(sampleMail('expired')).text).not.toContain('curl');
});
