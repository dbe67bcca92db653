import { MAIL_KINDS } from '#contracts';
import { domainOf, mailboxOf } from './mailbox.js';
import { messageIdOf, threadOf } from './message-id.js';

const BOOKING = '0b54b1a5-6b0e-5f8e-9c0e-0d8f7a8e9b10';

describe('the Message-ID', () => {
  it('is the same at every try and another for every kind', () => {
    const ids = MAIL_KINDS.map((kind) => messageIdOf(kind, BOOKING, 'staylock.example'));
    expect(ids[0]).toBe(`held.${BOOKING}@staylock.example`);
    expect(new Set(ids).size).toBe(MAIL_KINDS.length);
  });

  it('of the first mail is what the later ones answer', () => {
    expect(threadOf('held', BOOKING, 'staylock.example')).toBeNull();
    expect(threadOf('expired', BOOKING, 'staylock.example')).toBe(messageIdOf('held', BOOKING, 'staylock.example'));
  });
});

describe('a sender', () => {
  it.each([
    ['Staylock <bookings@Staylock.example>', 'Staylock', 'bookings@Staylock.example'],
    ['"Staylock, bookings" <b@staylock.example>', 'Staylock, bookings', 'b@staylock.example'],
    [' b@staylock.example ', '', 'b@staylock.example'],
  ])('%s has a name, an address and a domain', (text, name, address) => {
    const mailbox = mailboxOf(text);
    expect(mailbox).toEqual({ name, address });
    expect(domainOf(mailbox)).toBe('staylock.example');
  });
});
