import type { MailKind } from '#contracts';

/**
 * The same at every try, so that a mailbox which gets a mail twice can tell, and so that its delivery can be recorded.
 * Without the angle brackets of the header.
 */
export function messageIdOf(kind: MailKind, bookingId: string, domain: string): string {
  return `${kind}.${bookingId}@${domain}`;
}

/** The mail that all others of a booking answer, which makes one thread of them; null for that mail itself. */
export function threadOf(kind: MailKind, bookingId: string, domain: string): string | null {
  return kind === 'held' ? null : messageIdOf('held', bookingId, domain);
}
