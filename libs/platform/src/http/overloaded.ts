import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Unavailable } from '../errors/domain-error.js';
import { noteProblem } from '../errors/problem.filter.js';
import { problemOf } from '../errors/problem.js';

/** Callers who were refused together must not all come back together. */
const RETRY_AFTER_S = ['1', '2', '3'] as const;
const REQUEST_ID = '<request id>';
const OVERLOADED = new Unavailable('overloaded', 'There is more to do than can be done; try again after a moment.');
const PROBLEM = problemOf(OVERLOADED, REQUEST_ID);
/** The document before and after the request's id, which needs no escaping: see `requestIdFrom`. */
const [BEFORE = '', AFTER = ''] = JSON.stringify(PROBLEM).split(REQUEST_ID);

/**
 * Refuses for too much load, past the framework: refusals that cost as much as other answers would leave nothing for
 * what is accepted.
 */
export function refuseOverloaded(request: FastifyRequest, reply: FastifyReply): void {
  request.shed = true;
  noteProblem(reply, PROBLEM.code);
  reply.hijack();
  const body = BEFORE + request.id + AFTER;
  const headers: OutgoingHttpHeaders = {
    // What hooks have set by now, such as the headers of CORS.
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'retry-after': RETRY_AFTER_S[Math.floor(Math.random() * RETRY_AFTER_S.length)] ?? '1',
    'x-request-id': request.id,
    'x-content-type-options': 'nosniff',
  };
  reply.raw.writeHead(PROBLEM.status, headers);
  reply.raw.end(body);
}
