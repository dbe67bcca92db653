import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { Cluster } from '../cluster/cluster.js';
import type { TestCategory } from '../support/category.js';
import { Client, type Message, type Surroundings } from './client.js';
import { answerOf, brokenAnswer, type ClientAnswer } from './client-answer.js';
import type { Ledger } from './ledger.js';
import type { Observation } from './observation.js';
import type { Random } from './random.js';

/** Longer than any promise of ours; what takes longer counts as no answer. */
const PATIENCE_MS = 12_000;
/** Four bytes each: with the copies that are kept of it, a request then fills some pages. */
const LONG_WISH = '🛏'.repeat(900);

/** So many clients at once, each of which waits for its answer before it does the next thing. */
export class Traffic implements Surroundings {
  /** Whether guests send long texts. */
  longWishes = false;
  private readonly booking: Pool;
  private readonly inventory: Pool;
  private readonly clients: Client[];
  private observation: Observation | undefined;
  private going: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly cluster: Cluster,
    readonly ledger: Ledger,
    readonly categories: TestCategory[],
    random: Random,
    clients: number,
  ) {
    const options = { connections: clients * 2, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS };
    this.booking = new Pool(cluster.bookingUrl, options);
    this.inventory = new Pool(cluster.inventoryUrl, options);
    this.clients = Array.from({ length: clients }, (_, i) => new Client(`guest-${i}`, random.branch(), this));
  }

  start(observation: Observation): void {
    this.observation = observation;
    const goOn = async (client: Client) => {
      while (this.observation === observation) await client.step();
    };
    this.going = Promise.all(this.clients.map(goOn));
  }

  /** Lets every client get its last answer. */
  async stop(): Promise<void> {
    this.observation?.close();
    this.observation = undefined;
    await this.going;
  }

  async close(): Promise<void> {
    await Promise.all([this.booking.destroy(), this.inventory.destroy()]);
  }

  token(userId: string): Promise<string> {
    return this.cluster.token(userId);
  }

  wishes(): string {
    return this.longWishes ? LONG_WISH : 'a quiet room';
  }

  toBooking(method: 'GET' | 'POST', path: string, { token, key, json }: Message): Promise<ClientAnswer> {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return this.send(this.booking, method, path, headers, json);
  }

  toInventory(path: string): Promise<ClientAnswer> {
    return this.send(this.inventory, 'GET', path, {});
  }

  private async send(
    pool: Pool,
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    json?: unknown,
  ): Promise<ClientAnswer> {
    // Given here, so that also a request without an answer can be found in the logs.
    const requestId = randomUUID();
    const { observation } = this;
    const startedAt = performance.now();
    const took = () => performance.now() - startedAt;
    let answer: ClientAnswer;
    try {
      const response = await pool.request({
        method,
        path: `/api/v1${path}`,
        headers: { ...headers, 'x-request-id': requestId },
        body: json === undefined ? null : JSON.stringify(json),
      });
      const text = await response.body.text();
      const header = (name: string) => response.headers[name]?.toString();
      const contentType = header('content-type') ?? '';
      const retryAfter = header('retry-after');
      const cacheControl = header('cache-control');
      const received = { status: response.statusCode, contentType, retryAfter, cacheControl, text };
      answer = answerOf(received, took(), requestId);
    } catch (error) {
      answer = brokenAnswer(error, took(), requestId);
    }
    observation?.add(routeOf(method, path), answer, method === 'POST');
    return answer;
  }
}

function routeOf(method: string, path: string): string {
  const [route = ''] = path.split('?');
  return `${method} ${route.replace(/[0-9a-f-]{36}/, ':id')}`;
}
