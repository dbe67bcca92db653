import type { BookingRow, Dossier, EventRow } from './dossier.js';
import { type Circumstances, isOverdue, type Rule } from './rule.js';

/** What must hold of the outbox rows of one booking. */
export const EVENT_RULES: Rule<Dossier>[] = [
  {
    invariant: 5,
    name: 'Every transition left one event of its kind',
    unit: 'bookings',
    breaks: ({ booking, events }, { now, eventsKeptMs }) => {
      if (!booking) return events.length === 0 ? undefined : [`${events.length} events, but no booking`];
      const expected = expectedEvents(booking, new Date(0));
      const stillThere = expectedEvents(booking, new Date(now.getTime() - eventsKeptMs));
      const found = events.map(named);
      return [
        ...stillThere.filter((event) => !found.includes(event)).map((event) => `its event ${event} is missing`),
        ...found.filter((event) => !expected.includes(event)).map((event) => `its event ${event} has no transition`),
        ...found.filter((event, i) => found.indexOf(event) !== i).map((event) => `its event ${event} is there twice`),
      ];
    },
  },
  {
    invariant: 6,
    name: 'Every event is delivered, on its way in time, or accounted for',
    unit: 'bookings with events',
    breaks: ({ booking, events }, at) =>
      events.length === 0 ? undefined : events.flatMap((event) => accountBreaks(event, booking, events, at)),
  },
];

function isUnfinished(event: EventRow): boolean {
  return event.state === 'PENDING' || event.state === 'QUEUED';
}

export function hasUnfinishedRelease(events: readonly EventRow[]): boolean {
  return events.some((event) => event.topic === 'HOLD_RELEASE' && isUnfinished(event));
}

/** The events of the transitions after an instant. */
function expectedEvents(booking: BookingRow, since: Date): string[] {
  const { createdAt, remindedAt, confirmedAt, cancelledAt, expiredAt } = booking;
  const events: [string, Date | null][] = [
    ['MAIL held', createdAt],
    ['MAIL reminder', remindedAt],
    ['MAIL confirmed', confirmedAt],
    ['MAIL cancelled', cancelledAt],
    ['MAIL expired', expiredAt],
    ['HOLD_RELEASE release', cancelledAt ?? expiredAt],
  ];
  return events.filter(([, at]) => at !== null && at > since).map(([event]) => event);
}

function accountBreaks(
  event: EventRow,
  booking: BookingRow | undefined,
  events: readonly EventRow[],
  at: Circumstances,
): string[] {
  if (isUnfinished(event)) {
    if (!at.live) return [`its event ${named(event)} is ${event.state}`];
    // A mail waits for the earlier ones of its booking: only the first in line can be late.
    const isFirst = events.find((other) => other.topic === event.topic && isUnfinished(other)) === event;
    const late = isFirst && isOverdue(event.dueAt, at);
    return late ? [`its event ${named(event)} is ${event.state} and was due at ${event.dueAt.toISOString()}`] : [];
  }
  if (event.state !== 'DEAD' && event.finishedAt === null) {
    return [`its event ${named(event)} is ${event.state} without the instant of that`];
  }
  if (event.state === 'SKIPPED' && booking && !mayBeSkipped(event, booking, at.now)) {
    return [`its event ${named(event)} was skipped, though the booking is ${booking.status}`];
  }
  return [];
}

/** A mail is skipped only where the booking went past what it would say. */
function mayBeSkipped(event: EventRow, booking: BookingRow, now: Date): boolean {
  switch (event.kind) {
    case 'held':
    case 'reminder':
      return booking.status !== 'PENDING' || booking.expiresAt <= now;
    case 'confirmed':
      return booking.status !== 'CONFIRMED';
    default:
      return false;
  }
}

function named(event: EventRow): string {
  return `${event.topic} ${event.kind}`;
}
