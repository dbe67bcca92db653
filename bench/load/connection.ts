import { Client, type Dispatcher } from 'undici';

export interface Wish {
  /** What it is counted under: `create`. */
  kind: string;
  app: 'booking' | 'hotel-inventory';
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  authorization?: string;
  idempotencyKey?: string;
  body?: string;
}

export interface Answer {
  status: number;
  replayed: boolean;
  /** As text; empty when nothing came. */
  body: string;
}

const NO_ANSWER: Answer = { status: 0, replayed: false, body: '' };

/** One client's connections, kept open: one request at a time, and no timers, which would cost more than the request. */
export class Connection {
  private readonly clients: Record<Wish['app'], Client>;

  constructor(urls: Record<Wish['app'], string>) {
    const options: Client.Options = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 120_000 };
    this.clients = {
      booking: new Client(urls.booking, options),
      'hotel-inventory': new Client(urls['hotel-inventory'], options),
    };
  }

  /** Never fails: status 0 says that there was no answer. */
  send(wish: Wish): Promise<Answer> {
    return new Promise((resolve) => {
      const answer = { ...NO_ANSWER };
      const chunks: Buffer[] = [];
      this.clients[wish.app].dispatch(requestOf(wish), {
        // Without it the handler is taken for one of the older interface.
        onRequestStart: () => undefined,
        onResponseStart: (_controller, status, headers) => {
          answer.status = status;
          answer.replayed = headers['idempotency-replayed'] === 'true';
        },
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd: () => {
          answer.body = chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString();
          resolve(answer);
        },
        onResponseError: () => resolve(NO_ANSWER),
      });
    });
  }

  /** Ends at once, also for those who still wait: they get no answer. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.clients).map((client) => client.destroy()));
  }
}

function requestOf({ method, path, authorization, idempotencyKey, body }: Wish): Dispatcher.DispatchOptions {
  const headers: string[] = [];
  if (authorization !== undefined) headers.push('authorization', authorization);
  if (idempotencyKey !== undefined) headers.push('idempotency-key', idempotencyKey);
  if (body === undefined) return { method, path, headers };
  headers.push('content-type', 'application/json');
  return { method, path, headers, body };
}
