import { randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { Cluster } from '../../test/cluster/cluster.js';
import type { TestCategory } from '../../test/support/category.js';
import { Connections } from './connections.js';
import type { Outcome } from './outcome.js';

/** As many as book at one instant in the burst. */
const USERS = 400;
/** So many that no lock and no night is what the run measures. */
const CATEGORIES = 16;
const ROOMS = 100;
const NIGHTS = 200;

/** Guests who book a room for a night, each time another one: the most that a request can cost. */
export class Guests {
  private sent = 0;
  private constructor(
    private readonly tokens: string[],
    private readonly bodies: string[],
    private readonly connections: Connections,
  ) {}

  static async of(cluster: Cluster): Promise<Guests> {
    const tokens = await Promise.all(Array.from({ length: USERS }, (_, n) => cluster.token(`guest-${n}`)));
    const categories: TestCategory[] = [];
    for (let n = 0; n < CATEGORIES; n++) categories.push(await cluster.category(ROOMS, { nights: NIGHTS }));
    // Straight to the app: what is measured is how it defends itself.
    const { url = '' } = cluster.booking[0] ?? {};
    return new Guests(tokens, bodiesFor(categories), new Connections(url));
  }

  /** Sends one request that was due at `dueAt` (of `performance.now()`); never throws. */
  async book(startedAt: number, dueAt: number): Promise<Outcome> {
    const { answer, sentAt } = await this.send();
    return {
      answer,
      accepted: answer === '201',
      dueAtMs: dueAt - startedAt,
      sentAtMs: sentAt - startedAt,
      answeredAtMs: performance.now() - startedAt,
    };
  }

  async leave(): Promise<void> {
    await this.connections.close();
  }

  /** By the cheapest way there is: what the guests cost is taken from the app, on the same machine. */
  private async send(): Promise<{ answer: string; sentAt: number }> {
    const request = this.request(this.sent++);
    const connection = await this.connections.take();
    const sentAt = performance.now();
    const answer = await new Promise<string>((resolve) => {
      let status = 0;
      let body = '';
      connection.dispatch(request, {
        onResponseStart: (_controller, statusCode) => void (status = statusCode),
        onResponseData: (_controller, chunk) => {
          if (status >= 400) body += chunk.toString('latin1');
        },
        onResponseEnd: () => resolve(status < 400 ? String(status) : `${status} ${codeIn(body)}`),
        onResponseError: () => resolve('no answer'),
      });
    });
    this.connections.give(connection);
    return { answer, sentAt };
  }

  private request(n: number): Dispatcher.DispatchOptions {
    return {
      path: '/api/v1/bookings',
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.tokens[n % USERS]}`,
        'idempotency-key': randomUUID(),
        'content-type': 'application/json',
      },
      body: this.bodies[n % this.bodies.length] ?? '',
    };
  }
}

/** One for each night of each category, neighbours in different ones. */
function bodiesFor(categories: TestCategory[]): string[] {
  return Array.from({ length: NIGHTS - 2 }, (_, night) =>
    categories.map((category) =>
      JSON.stringify({
        ...category.stay(night + 1, 1),
        totalGuests: 1,
        guest: { name: 'Ada Lovelace', email: 'ada@example.org' },
      }),
    ),
  ).flat();
}

function codeIn(problem: string): string {
  return /"code":"(\w+)"/.exec(problem)?.[1] ?? 'without a code';
}
