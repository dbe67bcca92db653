import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#database';

/** So few that writing them is not noticed. */
const FEW_PAGES = 200;
const LOOK_EVERY_MS = 250;
const GIVE_UP_MS = 120_000;

/** Waits until the database has written what it has in memory: it would do so during the runs otherwise. */
export async function untilWritten(root: Database, signal: AbortSignal): Promise<void> {
  const [limit] = await root.query<{ percent: number }>('SELECT @@innodb_max_dirty_pages_pct AS percent');
  await root.query('SET GLOBAL innodb_max_dirty_pages_pct = 0');
  const giveUpAt = performance.now() + GIVE_UP_MS;
  while ((await dirtyPages(root)) > FEW_PAGES && performance.now() < giveUpAt && !signal.aborted) {
    await sleep(LOOK_EVERY_MS);
  }
  await root.query(`SET GLOBAL innodb_max_dirty_pages_pct = ${limit?.percent ?? 90}`);
}

async function dirtyPages(root: Database): Promise<number> {
  const [row] = await root.query<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'");
  return Number(row?.Value ?? 0);
}
