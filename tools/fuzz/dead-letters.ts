import type { Database } from '#database';
import type { World } from './world.js';

const AT_ONCE = 12;
/** How the fuzz's own are told from mails that really were given up. */
export const OWN_REASON = 'given up by the fuzz';

/** Tells of mails that went out that they did not, so that there is something to retry; how many there are now. */
export async function makeDeadLetters(booking: Database, world: World): Promise<number> {
  const done = await booking.query<{ id: number | bigint }>(
    "SELECT id FROM Outbox WHERE topic = 'MAIL' AND state = 'DONE' ORDER BY id LIMIT ?",
    [AT_ONCE],
  );
  for (const { id } of done) {
    await booking.query("UPDATE Outbox SET state = 'DEAD', lastError = ? WHERE id = ? AND state = 'DONE'", [
      OWN_REASON,
      id,
    ]);
    world.deadLetters.add(Number(id));
  }
  return world.deadLetters.size;
}
