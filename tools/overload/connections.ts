import { Client } from 'undici';

/** Longer than the app's own deadlines: what takes longer is no answer. */
const PATIENCE_MS = 10_000;
/** What one replica takes. */
const MOST = 4_000;

/**
 * One for each guest who waits for an answer. A pool of undici's looks through all of its connections for a free one at
 * every request, which costs more than all the rest when there are thousands.
 */
export class Connections {
  private readonly all: Client[] = [];
  private readonly free: Client[] = [];
  private readonly waiting: ((connection: Client) => void)[] = [];

  constructor(private readonly url: string) {}

  take(): Client | Promise<Client> {
    const free = this.free.pop();
    if (free) return free;
    if (this.all.length >= MOST) return new Promise((resolve) => this.waiting.push(resolve));
    const connection = new Client(this.url, { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
    this.all.push(connection);
    return connection;
  }

  give(connection: Client): void {
    const next = this.waiting.shift();
    if (next) next(connection);
    else this.free.push(connection);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((connection) => connection.destroy()));
  }
}
