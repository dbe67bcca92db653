import { setTimeout as sleep } from 'node:timers/promises';
import type { Reader } from '#database';

/** The mails about one hotel's bookings, by the state of their outbox rows. */
export type MailStates = Record<'PENDING' | 'QUEUED' | 'DONE' | 'SKIPPED' | 'DEAD', number>;

const LOOK_EVERY_MS = 1_000;

export async function mailStates(booking: Reader, hotelId: number): Promise<MailStates> {
  const rows = await booking.query<{ state: keyof MailStates; mails: number }>(
    `SELECT o.state, COUNT(*) AS mails FROM Booking b JOIN Outbox o ON o.bookingId = b.id
     WHERE b.hotelId = ? AND o.topic = 'MAIL' GROUP BY o.state`,
    [hotelId],
  );
  const none: MailStates = { PENDING: 0, QUEUED: 0, DONE: 0, SKIPPED: 0, DEAD: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ state, mails }) => [state, Number(mails)])) };
}

export function backlogOf(states: MailStates): number {
  return states.PENDING + states.QUEUED;
}

/** Waits until no mail is on its way, at most so long; answers how long it took, or undefined when some still are. */
export async function untilDrained(
  booking: Reader,
  hotelId: number,
  mostSeconds: number,
  onLook: (backlog: number) => void,
): Promise<number | undefined> {
  const startedAt = performance.now();
  for (;;) {
    const backlog = backlogOf(await mailStates(booking, hotelId));
    const seconds = (performance.now() - startedAt) / 1000;
    if (backlog === 0) return seconds;
    if (seconds >= mostSeconds) return undefined;
    onLook(backlog);
    await sleep(LOOK_EVERY_MS);
  }
}
