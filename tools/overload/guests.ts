import { randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import type { Cluster } from '../../test/cluster/cluster.js';
import type { TestCategory } from '../../test/support/category.js';
import type { Outcome } from './outcome.js';

const USERS = 100;
/** So many that no lock and no night is what the run measures. */
const CATEGORIES = 16;
const ROOMS = 100;
const NIGHTS = 200;
/** Longer than the app's own deadlines: what takes longer is no answer. */
const PATIENCE_MS = 10_000;
const CONNECTIONS = 1_000;

/** Guests who book a room for a night, each time another one: the most that a request can cost. */
export class Guests {
  private sent = 0;
  private constructor(
    private readonly url: string,
    private readonly tokens: string[],
    private readonly categories: TestCategory[],
    private readonly agent: Agent,
  ) {}

  static async of(cluster: Cluster): Promise<Guests> {
    const tokens = await Promise.all(Array.from({ length: USERS }, (_, n) => cluster.token(`guest-${n}`)));
    const categories: TestCategory[] = [];
    for (let n = 0; n < CATEGORIES; n++) categories.push(await cluster.category(ROOMS, { nights: NIGHTS }));
    const agent = new Agent({ connections: CONNECTIONS, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
    // Straight to the app: what is measured is how it defends itself.
    const { url = '' } = cluster.booking[0] ?? {};
    return new Guests(url, tokens, categories, agent);
  }

  /** Sends one request that was due at `dueAt` (of `performance.now()`); never throws. */
  async book(startedAt: number, dueAt: number): Promise<Outcome> {
    const answer = await this.send().catch(() => 'no answer');
    return { answer, accepted: answer === '201', ms: performance.now() - dueAt, dueAtMs: dueAt - startedAt };
  }

  async leave(): Promise<void> {
    await this.agent.destroy();
  }

  private async send(): Promise<string> {
    const n = this.sent++;
    const category = this.categories[n % CATEGORIES];
    const night = Math.floor(n / CATEGORIES) % (NIGHTS - 2);
    const { statusCode, body } = await this.agent.request({
      origin: this.url,
      path: '/api/v1/bookings',
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.tokens[n % USERS]}`,
        'idempotency-key': randomUUID(),
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        ...category?.stay(night + 1, 1),
        totalGuests: 1,
        guest: { name: 'Ada Lovelace', email: 'ada@example.org' },
      }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await body.text();
    return statusCode < 400 ? String(statusCode) : `${statusCode} ${(JSON.parse(text) as { code: string }).code}`;
  }
}
