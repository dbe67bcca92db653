import type { HotelSnapshot } from './hotel-inventory.js';
import type { NightPrice } from './price.js';
import type { Stay } from './stay.js';

/** The BullMQ queue between booking, which fills it from its outbox, and notification, which empties it. */
export const EMAIL_QUEUE = 'email-producer';

export const MAIL_KINDS = ['held', 'reminder', 'confirmed', 'cancelled', 'expired'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export function isMailKind(value: unknown): value is MailKind {
  return MAIL_KINDS.some((kind) => kind === value);
}

/** One job of the queue: one mail about one booking. Nothing is read back from booking, so it carries all it needs. */
export interface BookingMail {
  kind: MailKind;
  to: { name: string; address: string };
  locale: string;
  /** Travels from the guest's request into the mail's headers. */
  requestId: string;
  booking: Stay & {
    bookingId: string;
    reference: string;
    rooms: number;
    totalGuests: number;
    /** Minor units of `currency`. */
    bookingAmount: number;
    currency: string;
    nights: NightPrice[];
    specialRequests: string | null;
    /** UTC instant until which the guest can confirm. */
    expiresAt: string;
    /** UTC instant of the transition that the mail is about. */
    occurredAt: string;
    hotel: HotelSnapshot;
    /** Where a POST confirms the booking; only while it can be confirmed. */
    confirmUrl: string | null;
  };
}

/** One mail of a kind a booking: the job's id, and the base of the Message-ID, are the same at every try. */
export function mailJobId(bookingId: string, kind: MailKind): string {
  return `${kind}-${bookingId}`;
}

/** How every mail job is enqueued. The object fits BullMQ's job options. */
export const MAIL_JOB_OPTIONS = {
  // With this backoff the last try comes 34 to 68 minutes after the first: longer than greylisting and most outages.
  attempts: 12,
  // Jitter spreads the mails that failed together, so that a server which comes back is not met by all of them at once.
  backoff: { type: 'exponential', delay: 2_000, jitter: 0.5 },
  // In seconds. An hour is ample for the relay to see the outcome; one it misses is enqueued again and not sent again.
  // The count bounds Redis' memory (about 4 kB a job) when a great many mails go out within the hour.
  removeOnComplete: { age: 60 * 60, count: 10_000 },
  // In seconds. A week, for staff to look at what failed and try it again.
  removeOnFail: { age: 7 * 24 * 60 * 60 },
} as const;
