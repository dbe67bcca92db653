import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { v4 as uuid } from 'uuid';
import { problemOf } from '../errors/problem.js';

/** By Node's code of what is wrong with what came. */
const REFUSALS: Record<string, { statusCode: number; message: string }> = {
  HPE_HEADER_OVERFLOW: { statusCode: 431, message: 'Send fewer or shorter headers.' },
  ERR_HTTP_REQUEST_TIMEOUT: { statusCode: 408, message: 'The request took too long to arrive; send it faster.' },
};
const NO_HTTP = { statusCode: 400, message: 'This cannot be read as an HTTP request.' };

/** Answers, on the bare connection, what does not even become a request, and closes it. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  // An answer that has begun would be continued by ours.
  const { _httpMessage: begun } = socket as Socket & { _httpMessage?: ServerResponse };
  if (error.code === 'ECONNRESET' || !socket.writable || begun?.headersSent) {
    socket.destroy(error);
    return;
  }
  const requestId = uuid();
  const refusal = REFUSALS[error.code ?? ''] ?? NO_HTTP;
  const problem = problemOf(Object.assign(new Error(refusal.message), refusal), requestId);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** `Expect` with anything but `100-continue`, which Node would answer with an empty 417. */
export function refuseExpectations(server: Server): void {
  server.on('checkExpectation', (_request, response) => {
    const requestId = uuid();
    const problem = problemOf(Object.assign(new Error('Send no Expect header.'), { statusCode: 417 }), requestId);
    const body = JSON.stringify(problem);
    response.writeHead(problem.status, {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'X-Request-Id': requestId,
      Connection: 'close',
    });
    response.end(body);
  });
}
