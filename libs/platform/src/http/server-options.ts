import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import type { PlatformEnv } from '../platform-env.js';
import { refuseUnreadable } from './unreadable-requests.js';

/** No request of ours comes near; anything larger is a mistake or an attack. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** A token of an identity provider takes some thousand bytes; all headers together never more than this. */
const HEADERS_LIMIT_BYTES = 16 * 1024;
/** How often Node looks for requests that take too long to arrive; its default of 30 s would let them wait longer. */
const LOOK_FOR_SLOW_MS = 500;

/** Of an idle connection: long enough for the next click's requests, and for nobody to collect connections. */
const KEEP_ALIVE_MS = 10_000;

/** What a client may send, and for how long it may take. */
export function serverOptions(env: PlatformEnv) {
  return {
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: env.REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      maxHeaderSize: HEADERS_LIMIT_BYTES,
      requestTimeout: env.REQUEST_TIMEOUT_MS,
      headersTimeout: env.REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: Math.min(LOOK_FOR_SLOW_MS, env.REQUEST_TIMEOUT_MS),
      // Node would answer a request without a Host by itself, with nothing; guard-edge.ts refuses it.
      requireHostHeader: false,
    },
    clientErrorHandler: refuseUnreadable,
    ...(env.TRUST_PROXY.length > 0 ? { trustProxy: env.TRUST_PROXY } : {}),
  } satisfies FastifyHttpOptions<Server>;
}
