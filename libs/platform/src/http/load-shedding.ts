import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Unavailable } from '../errors/domain-error.js';
import { sendProblem } from '../errors/problem.filter.js';
import { problemOf } from '../errors/problem.js';
import { Admission } from './admission.js';
import { EventLoopLag } from './event-loop-lag.js';
import { Place } from './place.js';
import { isProbe } from './probes.js';

/** Callers who were refused together must not all come back together. */
const RETRY_AFTER_S = [1, 2, 3] as const;
const TELL_EVERY_MS = 1_000;
/** Long enough for some answers, and that one pause for garbage is no lag; short enough to see a flood come. */
const ADJUST_EVERY_MS = 500;

declare module 'fastify' {
  interface FastifyInstance {
    admission: Admission;
  }
  interface FastifyRequest {
    place: Place | null;
    /** Refused for too much load: it gets no line in the log of its own, of which there would be thousands. */
    shed: boolean;
  }
}

/**
 * Refuses what is more than the app can do, before anything is spent on it. A request takes its place when all of it is
 * there: whoever sends slowly takes none from others meanwhile. Probes always come through.
 */
export function shedLoad(fastify: FastifyInstance, most: number, slowMs: number): void {
  const lag = new EventLoopLag();
  const admission = new Admission(most, slowMs);
  const timer = setInterval(() => admission.adjust(lag.take()), ADJUST_EVERY_MS).unref();
  const tell = summary(fastify, admission);
  fastify.decorate('admission', admission);
  fastify.decorateRequest('place', null);
  fastify.decorateRequest('shed', false);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isProbe(request) || admission.hasRoom(hasToken(request))) return done();
    tell();
    refuse(request, reply);
  });
  fastify.addHook('preValidation', (request, reply, done) => {
    if (isProbe(request)) return done();
    // Asked again: of many that come at once, all find room before the first has taken its place.
    if (!admission.enter(hasToken(request))) {
      tell();
      refuse(request, reply);
      return;
    }
    const place = (request.place = new Place(() => admission.leave()));
    // Who has gone by now is not heard to go.
    if (reply.raw.destroyed) place.hungUp();
    else reply.raw.once('close', () => place.hungUp());
    done();
  });
  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    request.place?.answered();
    done();
  });
  fastify.addHook('onResponse', ({ place }, { statusCode }, done) => {
    const isRefusal = statusCode >= 400 && statusCode < 500;
    // Not the reply's elapsed time: it has in it how long the client took to send the body.
    if (place && !isRefusal) admission.answered(place.age);
    done();
  });
  fastify.addHook('onClose', (_, done) => {
    clearInterval(timer);
    lag.stop();
    done();
  });
}

function hasToken({ headers }: FastifyRequest): boolean {
  return headers.authorization !== undefined;
}

function refuse(request: FastifyRequest, reply: FastifyReply): void {
  request.shed = true;
  const retryAfter = RETRY_AFTER_S[Math.floor(Math.random() * RETRY_AFTER_S.length)] ?? 1;
  const overloaded = new Unavailable('overloaded', 'There is more to do than can be done; try again after a moment.');
  void reply.headers({ 'Retry-After': String(retryAfter), 'X-Content-Type-Options': 'nosniff' });
  sendProblem(reply, problemOf(overloaded, request.id));
}

/** One line a second at most, with how many requests were refused since the one before. */
function summary(fastify: FastifyInstance, admission: Admission): () => void {
  let toldAt = 0;
  let told = 0;
  return () => {
    if (Date.now() - toldAt < TELL_EVERY_MS) return;
    fastify.log.warn({ refused: admission.refused - told, underWay: admission.underWay }, 'overloaded');
    toldAt = Date.now();
    told = admission.refused;
  };
}
