import { once } from 'node:events';
import { connect } from 'node:net';
import { Agent } from 'undici';
import { type HttpAnswer, readAnswers } from './http-answer.js';

export interface HttpMessage {
  url: string;
  method: string;
  /** Path and query as they go over the line. */
  path: string;
  headers: [name: string, value: string][];
  body: Buffer | undefined;
}

/** Whoever has not answered by then hangs. */
const HANGS_AFTER_MS = 20_000;
/** A server that has not answered by then is waiting for more; one that only has much to do must not be left alone. */
const PATIENCE_MS = 8_000;
/** Nothing more comes after the last answer. */
const SILENCE_MS = 60;

/** Sends what a client library sends: any content in well-formed HTTP. */
export class Sender {
  private readonly agent: Agent;

  constructor(connections: number) {
    this.agent = new Agent({ connections, headersTimeout: HANGS_AFTER_MS, bodyTimeout: HANGS_AFTER_MS });
  }

  async send(message: HttpMessage): Promise<HttpAnswer> {
    const response = await this.agent.request({
      origin: message.url,
      path: message.path,
      method: message.method,
      headers: message.headers.flat(),
      body: message.body ?? null,
    });
    const text = await response.body.text();
    const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    return { status: response.statusCode, headers: Object.fromEntries(headers) as Record<string, string>, text };
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

/** Sends octets as they are, on a connection of their own, and reads whatever comes until there is silence. */
export async function sendOctets(url: string, octets: string): Promise<HttpAnswer[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket
    .on('error', () => undefined)
    .on('data', (data) => {
      received.push(data);
      // "100 Continue" is no answer yet.
      if (readAnswers(Buffer.concat(received)).length > 0) socket.setTimeout(SILENCE_MS);
    });
  try {
    await once(socket, 'connect');
    socket.write(Buffer.from(octets, 'latin1'));
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    await once(socket, 'close');
  } finally {
    socket.destroy();
  }
  return readAnswers(Buffer.concat(received));
}
