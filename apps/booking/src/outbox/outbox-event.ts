import type { MailKind } from '#contracts';
import type { BookingStatus } from '../booking/booking.js';

/** Something that is to happen outside because a booking changed; written with the change, delivered afterwards. */
type OutboxEvent =
  { bookingId: string; topic: 'MAIL'; kind: MailKind } | { bookingId: string; topic: 'HOLD_RELEASE'; kind: 'release' };

/** The request that caused events. */
export interface Origin {
  requestId: string;
  /** W3C Trace Context; null when nothing was traced. */
  traceparent: string | null;
}

/**
 * An event as it is recorded; its origin is the request under way unless another is named. One that its own request
 * delivers after the commit is left to the relay only later.
 */
export type NewEvent = OutboxEvent & { relayAfterSeconds?: number; origin?: Origin };

/** A row of the outbox that is to be delivered. */
export type DueEvent = OutboxEvent & {
  id: number;
  requestId: string;
  traceparent: string | null;
  attempts: number;
  /** Since it was due. */
  lateSeconds: number;
};

/** A mail of which it is known that it was sent, or that it never will be. */
export interface SettledMail {
  bookingId: string;
  kind: MailKind;
  outcome: { state: 'DONE' } | { state: 'DEAD'; error: string };
}

/** An unfinished mail that another one of the same booking waits for. */
export interface Blocker {
  blockedId: number;
  id: number;
  bookingId: string;
  kind: MailKind;
  state: 'PENDING' | 'QUEUED';
  /** Of the booking, now. */
  status: BookingStatus;
}

/** The status of which each mail tells. */
const TOLD: Record<MailKind, BookingStatus> = {
  held: 'PENDING',
  reminder: 'PENDING',
  confirmed: 'CONFIRMED',
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
};

/** Whether a mail still says what is so: a guest who has confirmed should not be asked to. */
export function isStillTrue(kind: MailKind, status: BookingStatus): boolean {
  return TOLD[kind] === status;
}
