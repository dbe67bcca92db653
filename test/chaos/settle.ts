import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { EMAIL_QUEUE } from '#contracts';
import { patientRedisOptions } from '#platform';
import type { Cluster } from '../cluster/cluster.js';
import type { Replica } from '../cluster/replica.js';

/** Expiry comes 5 s after the deadline, in turns of 5 s; a mail whose process died waits for its lock to run out. */
const SETTLES_WITHIN_MS = 90_000;
const UNFINISHED = "state IN ('PENDING', 'QUEUED')";

/** Brings back whatever is away; nothing else is helped. Answers with who did not come back by itself. */
export async function mend(cluster: Cluster): Promise<string[]> {
  cluster.disk?.clear();
  await Promise.all([cluster.mariadb.start(), cluster.redis.start()]);
  for (const replica of cluster.replicas) replica.launch();
  const lost = await Promise.all(cluster.replicas.map((replica) => restartIfLost(replica)));
  return lost.flat();
}

async function restartIfLost(replica: Replica): Promise<string[]> {
  try {
    await replica.ready();
    return [];
  } catch (error) {
    await replica.kill();
    await replica.start();
    return [String(error)];
  }
}

/**
 * Waits until nothing is under way any more, after which the rules `at-rest` must hold; answers with what never came to
 * its end. Only waiting is cut short, never work: leases of holds that nobody stands on, back-offs of mails.
 */
export async function settle(cluster: Cluster, isStopping: () => boolean): Promise<string[]> {
  const queue = new Queue(EMAIL_QUEUE, { connection: patientRedisOptions(cluster.redisUrl) });
  queue.on('error', () => undefined);
  const giveUpAt = Date.now() + SETTLES_WITHIN_MS;
  try {
    for (;;) {
      const left = await unfinished(cluster);
      if (left.length === 0 || isStopping()) return [];
      if (Date.now() > giveUpAt) return left.map((what) => `after ${SETTLES_WITHIN_MS / 1_000} s still: ${what}`);
      await cutWaitsShort(cluster, queue);
      await sleep(500);
    }
  } finally {
    await queue.close();
  }
}

async function unfinished({ bookingDb, inventoryDb }: Cluster): Promise<string[]> {
  const counts = [
    await count(bookingDb, "Booking WHERE status = 'PENDING'", 'bookings are pending'),
    await count(bookingDb, `Outbox WHERE ${UNFINISHED}`, 'events are not delivered'),
    await count(inventoryDb, "Hold WHERE status = 'HELD'", 'holds keep nights'),
    await count(inventoryDb, 'Hold WHERE roomsDue = TRUE', 'sold stays have no room'),
  ];
  return counts.filter((line) => !line.startsWith('0 '));
}

async function count(database: Cluster['bookingDb'], from: string, what: string): Promise<string> {
  const [row] = await database.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from}`);
  return `${row?.n ?? 0} ${what}`;
}

async function cutWaitsShort({ bookingDb, inventoryDb }: Cluster, queue: Queue): Promise<void> {
  const now = 'UTC_TIMESTAMP(3)';
  // A claim of less than 2 s from now may be one of a relay at work.
  const claimed = `SELECT id FROM Outbox WHERE ${UNFINISHED} AND dueAt > ${now} + INTERVAL 2 SECOND`;
  await changeEach(bookingDb, claimed, `UPDATE Outbox SET dueAt = ${now} WHERE id = ? AND ${UNFINISHED}`);
  const [pending] = await bookingDb.query<{ n: number }>("SELECT COUNT(*) AS n FROM Booking WHERE status = 'PENDING'");
  // With no booking pending, a hold that is HELD stands for nothing: its minute of slack may be over.
  if (pending?.n === 0) {
    const held = `SELECT bookingId AS id FROM Hold WHERE status = 'HELD' AND deadline > ${now}`;
    await changeEach(inventoryDb, held, `UPDATE Hold SET deadline = ${now} WHERE bookingId = ? AND status = 'HELD'`);
  }
  await queue.promoteJobs();
}

/** Row by row: many at once would deadlock with the apps, which are at work. */
async function changeEach(database: Cluster['bookingDb'], select: string, update: string): Promise<void> {
  for (const { id } of await database.query<{ id: unknown }>(select)) {
    await database.transaction((tx) => tx.execute(update, [id]));
  }
}
