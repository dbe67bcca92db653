import { Database } from '#database';

/** The general log of a server of one test's own: what its users sent, in order. */
export class StatementLog {
  private readonly root: Database;

  private constructor(rootUrl: string) {
    this.root = new Database({ url: rootUrl, connections: 1 });
  }

  static async of(rootUrl: string): Promise<StatementLog> {
    const log = new StatementLog(rootUrl);
    await log.root.query("SET GLOBAL log_output = 'TABLE'");
    await log.root.query('SET GLOBAL general_log = ON');
    return log;
  }

  async close(): Promise<void> {
    await this.root.close();
  }

  /** From now on. */
  async begin(): Promise<void> {
    await this.root.query('TRUNCATE mysql.general_log');
  }

  /** What the user of this URL has sent since then. */
  async sentBy(url: string): Promise<string[]> {
    const rows = await this.root.query<{ argument: Buffer | string }>(
      `SELECT argument FROM mysql.general_log WHERE command_type IN ('Query', 'Execute') AND user_host LIKE ?
       ORDER BY event_time`,
      [`${decodeURIComponent(new URL(url).username)}[%`],
    );
    return rows.map(({ argument }) => argument.toString()).filter(isOfTheApp);
  }
}

/** Verb and table, such as `INSERT Booking`. */
export function kindOf(statement: string): string {
  const [verb = ''] = /^\s*(?:START TRANSACTION|\w+)/.exec(statement) ?? [];
  const [, table = ''] = /(?:\bFROM|\bINTO|\bUPDATE|JOIN)\s+(?!JSON_TABLE)(\w+)/.exec(statement) ?? [];
  return `${verb.trim()} ${table}`.trim();
}

/** Not how a connection begins, nor the question whether the server is there. */
function isOfTheApp(statement: string): boolean {
  return !/^(?:SET|SELECT 1\b|SELECT @@|\/\*M!)/.test(statement);
}
