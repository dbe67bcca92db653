import { Database } from '#database';

/** What statements cost: the slow log, into which every statement goes, of a server of one test's own. */
export class ExaminedRows {
  private readonly root: Database;

  private constructor(rootUrl: string) {
    this.root = new Database({ url: rootUrl, connections: 1 });
  }

  /** For connections that are made from now on. */
  static async of(rootUrl: string): Promise<ExaminedRows> {
    const log = new ExaminedRows(rootUrl);
    await log.root.query("SET GLOBAL log_output = 'TABLE'");
    await log.root.query('SET GLOBAL long_query_time = 0');
    await log.root.query('SET GLOBAL slow_query_log = ON');
    return log;
  }

  async close(): Promise<void> {
    await this.root.close();
  }

  /** From now on. */
  async begin(): Promise<void> {
    await this.root.query('TRUNCATE mysql.slow_log');
  }

  /** What the user of this URL has asked since then, with the rows that the server looked at for it. */
  async askedBy(url: string): Promise<{ statement: string; rows: number }[]> {
    const rows = await this.root.query<{ sql_text: Buffer | string; rows_examined: number }>(
      'SELECT sql_text, rows_examined FROM mysql.slow_log WHERE user_host LIKE ? ORDER BY start_time',
      [`${decodeURIComponent(new URL(url).username)}[%`],
    );
    return rows.map(({ sql_text, rows_examined }) => ({ statement: sql_text.toString(), rows: Number(rows_examined) }));
  }
}
