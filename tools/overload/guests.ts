import { randomUUID } from 'node:crypto';
import type { Cluster } from '../../test/cluster/cluster.js';
import type { TestCategory } from '../../test/support/category.js';
import { Connections, type RawAnswer } from './connections.js';
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
    return new Guests(tokens, bodiesFor(categories), await Connections.open(url));
  }

  /** Sends one request that was due at `dueAt` (of `performance.now()`); never throws. */
  async book(startedAt: number, dueAt: number): Promise<Outcome> {
    const sentAt = performance.now();
    const answer = await this.connections.send(this.request(this.sent++));
    return {
      answer: wordOf(answer),
      accepted: answer?.status === 201,
      dueAtMs: dueAt - startedAt,
      sentAtMs: sentAt - startedAt,
      answeredAtMs: performance.now() - startedAt,
    };
  }

  leave(): void {
    this.connections.close();
  }

  private request(n: number): string {
    const body = this.bodies[n % this.bodies.length] ?? '';
    return [
      'POST /api/v1/bookings HTTP/1.1',
      'Host: staylock.example',
      `Authorization: Bearer ${this.tokens[n % USERS]}`,
      `Idempotency-Key: ${randomUUID()}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  }
}

/** One for each night of each category, neighbours in different ones; in ASCII. */
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

function wordOf(answer: RawAnswer | undefined): string {
  if (!answer) return 'no answer';
  if (answer.status < 400) return String(answer.status);
  return `${answer.status} ${/"code":"(\w+)"/.exec(answer.body)?.[1] ?? 'without a code'}`;
}
