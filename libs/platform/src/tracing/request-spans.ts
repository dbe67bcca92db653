import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isProbe } from '../http/probes.js';

const traceIds = new WeakMap<FastifyRequest, string>();

/** Makes each request a span, in the trace of the caller if it names one (W3C Trace Context). */
export function traceRequests(fastify: Pick<FastifyInstance, 'addHook'>): void {
  const tracer = trace.getTracer('staylock');
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isProbe(request)) return done();
    const route = request.routeOptions.url ?? 'unmatched';
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'staylock.request_id': request.id,
    };
    const span = tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, caller);
    traceIds.set(request, span.spanContext().traceId);
    endWith(reply, (status) => {
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(caller, span), done);
  });
}

/** For log lines that are written when the request's own context is over. */
export function traceIdOf(request: FastifyRequest): string | undefined {
  return traceIds.get(request);
}

function endWith(reply: FastifyReply, end: (status: number) => void): void {
  reply.raw.once('close', () => end(reply.statusCode));
}
