import { Pool } from 'undici';

/** A refused or silent address is given up within a guest's budget. */
const CONNECT_TIMEOUT_MS = 1_000;

/** hotel-inventory could not be reached, was too slow, or failed. Every call to it may be repeated. */
export class InventoryFailure extends Error {}

export interface InventoryMessage {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  path: string;
  query?: Record<string, string | number>;
  body?: object;
  headers?: Record<string, string>;
}

interface InventoryAnswer {
  status: number;
  retryAfter: string | undefined;
  body: unknown;
}

/** Connections to hotel-inventory, for one kind of callers: what they wait for takes no connection from others. */
export class InventoryLine {
  private readonly pool: Pool;

  constructor(url: string, connections: number) {
    this.pool = new Pool(url, { connections, connectTimeout: CONNECT_TIMEOUT_MS });
  }

  /** Sends and reads the whole answer; anything that is no proper HTTP and JSON is a failure of hotel-inventory. */
  async send({ body, headers, ...message }: InventoryMessage, signal: AbortSignal): Promise<InventoryAnswer> {
    try {
      const answer = await this.pool.request({
        ...message,
        ...(body ? { body: JSON.stringify(body) } : {}),
        headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
        signal,
      });
      const text = await answer.body.text();
      return {
        status: answer.statusCode,
        retryAfter: answer.headers['retry-after']?.toString(),
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
    } catch (error) {
      throw new InventoryFailure('hotel-inventory cannot be reached', { cause: error });
    }
  }

  /** Rejects unless something answers that may be hotel-inventory: a 404 is only a way that does not lead to its health. */
  async probe(signal: AbortSignal): Promise<void> {
    const { statusCode, body } = await this.pool.request({ method: 'GET', path: '/health/live', signal });
    const text = await body.text();
    if (statusCode >= 500) throw new InventoryFailure(`hotel-inventory answered ${statusCode}`);
    if (statusCode === 200) JSON.parse(text);
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}
