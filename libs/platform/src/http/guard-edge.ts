import type { FastifyInstance } from 'fastify';
import type { PlatformEnv } from '../platform-env.js';
import { admitRequests } from './admit-requests.js';
import { watchConnections } from './connections.js';
import { standAtDoor } from './door.js';
import { limitProbes } from './limit-probes.js';
import { setSecurityHeaders } from './security-headers.js';
import { refuseExpectations } from './unreadable-requests.js';

/** What stands before everything else: too many connections or probes, too much load, what no client may do. */
export function guardEdge(fastify: FastifyInstance, env: PlatformEnv): void {
  fastify.server.maxConnections = env.MAX_CONNECTIONS;
  const connections = watchConnections(fastify, env);
  refuseExpectations(fastify.server);
  limitProbes(fastify, env.RATE_LIMIT_PROBES_PER_SECOND);
  const isThereRoomFor = admitRequests(fastify, env.MAX_CONCURRENT_REQUESTS);
  standAtDoor(
    fastify.server,
    (request, response) => connections.heard(request, response) && isThereRoomFor(request, response),
  );
  fastify.addHook('onRequest', (request, _reply, done) => {
    // RFC 9112, 3.2: without it nobody knows whom an HTTP/1.1 request is for.
    const missing = request.headers.host === undefined && request.raw.httpVersion === '1.1';
    done(missing ? Object.assign(new Error('Send a Host header.'), { statusCode: 400 }) : undefined);
  });
  setSecurityHeaders(fastify, env.CORS_ORIGINS);
}
