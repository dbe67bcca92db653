import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Unavailable } from '../errors/domain-error.js';
import { problemOf } from '../errors/problem.js';

/** Callers who were refused together must not all come back together. */
const RETRY_AFTER_S = ['1', '2', '3'] as const;
const REQUEST_ID = '<request id>';
const OVERLOADED = new Unavailable('overloaded', 'There is more to do than can be done; try again after a moment.');
export const OVERLOADED_PROBLEM = problemOf(OVERLOADED, REQUEST_ID);
/** The document before and after the request's id, which needs no escaping: see `requestIdFrom`. */
const [BEFORE = '', AFTER = ''] = JSON.stringify(OVERLOADED_PROBLEM).split(REQUEST_ID);

/**
 * Refuses for too much load, past the framework: refusals that cost as much as other answers would leave nothing for
 * what is accepted.
 */
export function refuseOverloaded(response: ServerResponse, requestId: string, others?: OutgoingHttpHeaders): void {
  const body = BEFORE + requestId + AFTER;
  response.writeHead(OVERLOADED_PROBLEM.status, {
    ...others,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'retry-after': RETRY_AFTER_S[Math.floor(Math.random() * RETRY_AFTER_S.length)] ?? '1',
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
