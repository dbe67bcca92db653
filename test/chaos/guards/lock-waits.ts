import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '#database';
import { sharedMariaDbUrl } from '../../support/databases.js';

const SQL = `SELECT COUNT(*) AS n FROM information_schema.INNODB_TRX t
  JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
  WHERE t.trx_state = 'LOCK WAIT' AND p.DB = ?`;

/** InnoDB tells the same again to who asks within 100 ms. */
const LOOK_EVERY_MS = 120;

/** Tells when somebody waits for a row lock in one test's own database. */
export class LockWaits {
  private readonly root = new Database({ url: sharedMariaDbUrl(), connections: 1 });
  private readonly name: string;

  constructor(databaseUrl: string) {
    this.name = new URL(databaseUrl).pathname.slice(1);
  }

  /** Until the work is done, or cannot go on before somebody else lets go of a row. */
  async doneOrWaiting(work: Promise<unknown>): Promise<void> {
    let done = false;
    const end = () => void (done = true);
    work.then(end, end);
    while (!done && (await this.count()) === 0) await sleep(LOOK_EVERY_MS);
  }

  async close(): Promise<void> {
    await this.root.close();
  }

  private async count(): Promise<number> {
    const [row] = await this.root.query<{ n: number }>(SQL, [this.name]);
    return row?.n ?? 0;
  }
}
