import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { TestCategory } from '../../test/support/category.js';

export interface Guest {
  token: string;
}

/** How a life of a booking went: requests by what they were answered, and those that should not have been. */
class Tally {
  readonly answers = new Map<string, number>();
  lives = 0;

  count(request: string, outcome: number | string): void {
    const key = `${request} ${outcome}`;
    this.answers.set(key, (this.answers.get(key) ?? 0) + 1);
  }

  /** Answers that no working system gives: 5xx, and none at all. */
  get failures(): number {
    return [...this.answers].reduce((sum, [key, times]) => sum + (/ (5\d\d|\D+)$/.test(key) ? times : 0), 0);
  }
}

/** Of a hundred bookings so many are confirmed, and cancelled before that; the others are left to expire. */
const CONFIRMED = 45;
const CANCELLED = 20;
/** Of a hundred confirmed so many are cancelled. */
const CHANGED_THEIR_MIND = 30;
/** Of a hundred creates so many are sent twice. */
const REPEATED = 10;
const LAST_NIGHT = 57;

/** Lives of bookings against a running system, as guests lead them. */
export class Lives {
  tally = new Tally();
  private readonly pool: Pool;

  constructor(
    bookingUrl: string,
    private readonly guests: readonly Guest[],
    private readonly categories: readonly TestCategory[],
  ) {
    this.pool = new Pool(bookingUrl, { connections: 64, headersTimeout: 10_000, bodyTimeout: 10_000 });
  }

  /** One booking from its making to its end, with a look at the list on the way. */
  async live(): Promise<void> {
    const guest = oneOf(this.guests);
    const key = randomUUID();
    const stay = oneOf(this.categories).stay(1 + dice(LAST_NIGHT), 1 + dice(2));
    const wish = { ...stay, totalGuests: 1, guest: { name: 'Ada Lovelace', email: 'ada@example.org' } };
    const create = () => this.send('create', 'POST', '/bookings', guest, { 'idempotency-key': key }, wish);
    const created = await create();
    if (dice(100) < REPEATED) await create();
    await this.send('list', 'GET', '/bookings?limit=5', guest);
    const bookingId = created?.['bookingId'];
    if (typeof bookingId === 'string') await this.end(guest, key, bookingId);
    this.tally.lives++;
  }

  /** Forgets how it went so far. */
  startCounting(): void {
    this.tally = new Tally();
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async end(guest: Guest, key: string, bookingId: string): Promise<void> {
    const cancel = () => this.send('cancel', 'POST', `/bookings/${bookingId}/cancel`, guest);
    const fate = dice(100);
    if (fate < CONFIRMED) {
      await this.send('confirm', 'POST', `/bookings/confirm/${key}`, guest);
      if (dice(100) < CHANGED_THEIR_MIND) await cancel();
    } else if (fate < CONFIRMED + CANCELLED) await cancel();
  }

  private async send(
    request: string,
    method: 'GET' | 'POST',
    path: string,
    guest: Guest,
    headers: Record<string, string> = {},
    json?: object,
  ): Promise<Record<string, unknown> | undefined> {
    try {
      const answer = await this.pool.request({
        method,
        path: `/api/v1${path}`,
        headers: {
          authorization: `Bearer ${guest.token}`,
          ...(json ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(json ? { body: JSON.stringify(json) } : {}),
      });
      this.tally.count(request, answer.statusCode);
      const body = (await answer.body.json()) as Record<string, unknown>;
      return answer.statusCode < 300 ? body : undefined;
    } catch (error) {
      this.tally.count(request, (error as { code?: string }).code ?? 'failed');
      return undefined;
    }
  }
}

function dice(sides: number): number {
  return Math.floor(Math.random() * sides);
}

function oneOf<T>(items: readonly T[]): T {
  const item = items[dice(items.length)];
  if (item === undefined) throw new Error('there is nothing to choose from');
  return item;
}
