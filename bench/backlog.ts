import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#database';
import type { Backlog } from './report.js';

/** What a relay that keeps up has before it. */
const CALM = 20;
const LOOK_EVERY_MS = 500;

export async function readBacklog(booking: Database): Promise<Backlog> {
  const rows = await booking.query<{ state: string; rows: number }>(
    "SELECT state, COUNT(*) AS `rows` FROM Outbox WHERE state IN ('PENDING', 'QUEUED') GROUP BY state",
  );
  const of = (state: string) => Number(rows.find((row) => row.state === state)?.rows ?? 0);
  return { pending: of('PENDING'), queued: of('QUEUED') };
}

/** Waits until hardly any mail is under way, at most so long. */
export async function untilCalm(booking: Database, seconds: number, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + seconds * 1_000;
  while (performance.now() < giveUpAt && !signal.aborted) {
    const { pending, queued } = await readBacklog(booking);
    if (pending + queued <= CALM) return;
    await sleep(LOOK_EVERY_MS);
  }
}
