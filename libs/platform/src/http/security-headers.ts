import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';

const NOTHING = { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] };

/** An API is nothing to be shown: a browser that shows an answer all the same must load and run nothing. */
const API_POLICY = { useDefaults: false, directives: NOTHING };

/** Swagger UI's scripts and styles lie beside it; it sets styles on its elements and shows its images from data. */
const DOCS_POLICY = {
  useDefaults: false,
  directives: {
    ...NOTHING,
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
  },
};

const PREFLIGHT_KEPT_S = 600;

/** Tells browsers how to handle the answers, and which web sites may ask. */
export function setSecurityHeaders(fastify: FastifyInstance, origins: string[]): void {
  const options: HelmetOptions = {
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // Web sites that CORS lets in must be able to read the answers.
    crossOriginResourcePolicy: { policy: origins.length > 0 ? 'cross-origin' : 'same-origin' },
  };
  const ofDocs = headersOf({ ...options, contentSecurityPolicy: DOCS_POLICY });
  // Bookings are personal: no proxy and no browser keeps them. The pages of the documents may be kept.
  const ofApi = { ...headersOf({ ...options, contentSecurityPolicy: API_POLICY }), 'Cache-Control': 'no-store' };
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(/^\/docs(\/|$)/.test(request.routeOptions.url ?? '') ? ofDocs : ofApi);
    done();
  });
  if (origins.length === 0) return;
  fastify.register(cors, {
    origin: origins,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-Request-Id'],
    exposedHeaders: [
      ...['Idempotency-Replayed', 'Location', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    ],
    maxAge: PREFLIGHT_KEPT_S,
  });
}

/** What helmet says does not change, and it takes its time to say it: it is asked once. */
function headersOf(options: HelmetOptions): Record<string, string> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  helmet(options)(response.req, response, () => undefined);
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
