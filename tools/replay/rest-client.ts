import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Latencies } from './latencies.js';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export interface Call {
  /** What its time is counted under. */
  kind: string;
  method: 'GET' | 'POST';
  path: string;
  token: string;
  body?: unknown;
  idempotencyKey?: string;
}

/** Every call here may be repeated: by its key, or because it says how things shall be. */
const TRIES = 8;
const TIMEOUT_MS = 30_000;

/** One app's REST interface over connections that are kept open. */
export class RestClient {
  /** Calls that were sent again because no answer came, or "unavailable". */
  repeated = 0;
  private readonly pool: Pool;

  constructor(
    url: string,
    connections: number,
    private readonly latencies: Latencies,
  ) {
    this.pool = new Pool(url, { connections, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  }

  /** The answer, whatever its status; a broken connection or a 503 is tried again, as a careful client does. */
  async call(call: Call): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const startedAt = performance.now();
      const answer = await this.send(call).catch((error: unknown) => error as Error);
      const failed = answer instanceof Error;
      if (!failed) this.latencies.add(call.kind, performance.now() - startedAt);
      if (!failed && answer.status !== 503) return answer;
      if (attempt === TRIES) {
        if (failed) throw answer;
        return answer;
      }
      this.repeated++;
      await sleep(250 * 2 ** Math.min(attempt, 4));
    }
  }

  /** The body of an answer that must be a success. */
  async require<Body>(call: Call): Promise<Body> {
    const { status, body } = await this.call(call);
    if (status >= 300) throw new Error(`${call.method} ${call.path}: ${status} ${JSON.stringify(body)}`);
    return body as Body;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async send({ method, path, token, body, idempotencyKey }: Call): Promise<Answer> {
    const response = await this.pool.request({
      method,
      path: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.body.text();
    return { status: response.statusCode, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }
}
