import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { noteProblem } from '../errors/problem.filter.js';
import { requestIdFrom } from '../logging/request-context.js';
import { Admission } from './admission.js';
import { OVERLOADED_PROBLEM, refuseOverloaded } from './overloaded.js';
import { PrioritiesAtDoor, priorityOf } from './priority.js';
import { isProbe, isProbePath } from './probes.js';
import type { Slot } from './waiting-line.js';

const TELL_EVERY_MS = 1_000;
/** So exactly a wait ends; finer would cost more than it helps. */
const LOOK_EVERY_MS = 25;
const REAP_EVERY_MS = 1_000;

declare module 'fastify' {
  interface FastifyInstance {
    admission: Admission;
  }
  interface FastifyRequest {
    slot: Slot | null;
    /** While it arrives: to be called when it is known who asks. */
    endArrival: (() => void) | null;
    /** Refused for too much load: it gets no line in the log of its own, of which there would be thousands. */
    shed: boolean;
  }
}

/**
 * Makes requests wait, or refuses them, when there are more than the app can do. A request takes its slot when all of
 * it is there (whoever sends slowly takes none from others meanwhile) and gives it back when its work is done: neither
 * before, when its client hangs up, nor after, when its client does not read. Probes always come through. Answers what
 * to ask at the door.
 */
export function admitRequests(fastify: FastifyInstance, most: number) {
  const admission = new Admission(most);
  const atDoor = new PrioritiesAtDoor();
  const tell = summary(fastify, admission);
  const expire = whileSomeWait(admission);
  const reaper = setInterval(() => admission.reap(), REAP_EVERY_MS).unref();
  fastify.decorate('admission', admission);
  fastify.decorateRequest('slot', null);
  fastify.decorateRequest('endArrival', null);
  fastify.decorateRequest('shed', false);
  fastify.addHook('onRoute', (route) => atDoor.add(route));
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isProbe(request)) return done();
    request.endArrival = admission.arrive(atDoor.of(request.raw));
    reply.raw.once('close', request.endArrival);
    done();
  });
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    request.endArrival?.();
    done();
  });
  fastify.addHook('preValidation', (request, reply, done) => {
    if (isProbe(request)) return done();
    request.slot = admission.take() ?? null;
    if (request.slot) return done();
    const refuse = () => {
      tell();
      shed(request, reply);
    };
    // Else it would go on in the context (request id, trace) of the request that has just made room.
    const go = AsyncResource.bind((slot: Slot) => {
      request.slot = slot;
      done();
    });
    // The client has hung up already: its 'close' would not come again.
    if (reply.raw.destroyed) return;
    const ticket = admission.wait(priorityOf(request), go, refuse);
    if (!ticket) return refuse();
    reply.raw.once('close', () => admission.giveUp(ticket));
    expire();
  });
  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    request.slot?.free();
    done();
  });
  fastify.addHook('onClose', (_, done) => {
    clearInterval(reaper);
    done();
  });
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (isProbePath(request.url) || admission.hasRoom(atDoor.of(request))) return true;
    tell();
    admission.onRefusedAtDoor(request.method);
    refuseOverloaded(response, requestIdFrom(request.headers['x-request-id']));
    return false;
  };
}

function shed(request: FastifyRequest, reply: FastifyReply): void {
  request.shed = true;
  noteProblem(reply, OVERLOADED_PROBLEM.code);
  reply.hijack();
  // What hooks have set by now, such as the headers of CORS.
  refuseOverloaded(reply.raw, request.id, reply.getHeaders() as OutgoingHttpHeaders);
}

/** Looks after those who wait, as long as somebody does. */
function whileSomeWait(admission: Admission): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer ??= setInterval(() => {
      admission.expire();
      if (admission.waiting > 0) return;
      clearInterval(timer);
      timer = undefined;
    }, LOOK_EVERY_MS).unref();
  };
}

/** One line a second at most, with how many requests were refused since the one before. */
function summary(fastify: FastifyInstance, admission: Admission): () => void {
  let toldAt = 0;
  let told = 0;
  return () => {
    if (Date.now() - toldAt < TELL_EVERY_MS) return;
    const { refused, underWay, waiting } = admission;
    fastify.log.warn({ refused: refused - told, underWay, waiting }, 'overloaded');
    toldAt = Date.now();
    told = refused;
  };
}
